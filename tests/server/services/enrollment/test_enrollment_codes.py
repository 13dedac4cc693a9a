"""Codes: used once, by who has the secret, in their time."""

import pytest

from headframe.core.enrollment.codes import MAX_FAILURES, TTL_MS, EnrollmentCode
from headframe.core.errors import Code
from headframe.core.keyset.chain import root_digest
from headframe.server.services.enrollment import codes
from tests.server.services.enrollment.enrolling import World, refused


async def test_a_code_names_the_root_and_its_secret_is_kept_nowhere(world: World) -> None:
    code = await world.code()
    assert root_digest(world.keys.keyset().keyset.root).startswith(code.root_pin)
    assert EnrollmentCode.parse(str(code)) == code
    kept = await world.stores.enrollments.code(code.code_id)
    assert code.secret.hex() not in repr(kept)
    assert str(code).split(".")[2] not in repr(kept)
    assert await world.verbs() == ["enrollment.code_made"]


async def test_attack_01_a_code_that_was_used_is_refused_and_people_are_told(world: World) -> None:
    code = await world.code()
    enrollment = await world.registered(world.host("one"), code)
    with refused(Code.ENROLLMENT_CODE_INVALID):
        await world.registered(world.host("two"), code)
    assert [each.id for each in await world.services.desk.enrollments(world.org_id)] == [enrollment.id]
    assert (await world.verbs())[-1] == "security.enrollment_code_reused"


async def test_a_node_that_did_not_hear_the_answer_asks_again_and_is_given_the_same(world: World) -> None:
    code, host = await world.code(), world.host()
    first = await world.registered(host, code)
    assert await world.registered(host, code) == first
    assert (await world.verbs()).count("enrollment.requested") == 1


async def test_attack_02_guesses_lock_a_code(world: World) -> None:
    code, host = await world.code(), world.host()
    for _ in range(MAX_FAILURES):
        with refused(Code.ENROLLMENT_CODE_INVALID):
            await world.services.registrar.register(host.ask(code, secret=bytes(20)))
    with refused(Code.ENROLLMENT_CODE_INVALID):
        await world.registered(host, code)
    assert (await world.verbs()).count("security.enrollment_code_locked") == 1
    assert await world.services.desk.enrollments(world.org_id) == []


async def test_attack_02_a_code_ends(world: World) -> None:
    code = await world.code()
    world.clock.advance(TTL_MS / 1000)
    with refused(Code.ENROLLMENT_CODE_INVALID):
        await world.registered(world.host(), code)


async def test_a_code_of_nobody_is_refused(world: World) -> None:
    unknown = EnrollmentCode(bytes(8), bytes(20), bytes(16))
    with refused(Code.ENROLLMENT_CODE_INVALID):
        await world.registered(world.host(), unknown)
    with refused(Code.ENROLLMENT_CODE_INVALID):
        await world.services.keysets.for_code(unknown.code_id)


async def test_open_codes_are_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MAX_OPEN_CODES", 2)
    for _ in range(2):
        await world.code()
    with refused(Code.LIMIT_REACHED):
        await world.code()
    world.clock.advance(TTL_MS / 1000)
    assert await world.code()
