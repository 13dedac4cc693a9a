"""Codes that are used once, and enrollments that are decided once."""

import asyncio
from dataclasses import replace

import pytest

from headframe.core.enrollment.codes import TTL_MS
from headframe.core.enrollment.records import PENDING_MS, Enrollment, EnrollmentState
from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.ports import Stores
from tests.server.stores.enrollment_builders import code, enrollment
from tests.server.stores.store_builders import ALICE, NOW_MS, fleet


async def begun(stores: Stores, org_id: int, number: int = 1) -> Enrollment:
    await stores.enrollments.add_code(code(org_id, number))
    await stores.enrollments.begin(asked := enrollment(org_id, number, code_id=code(org_id, number).code_id))
    return asked


async def test_codes_are_kept_and_wrong_secrets_counted(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    for number in (1, 2):
        await stores.enrollments.add_code(code(org_id, number))
    assert await stores.enrollments.code(code(org_id).code_id) == code(org_id)
    assert await stores.enrollments.code(b"other") is None
    failures = await asyncio.gather(*(stores.enrollments.fail_code(code(org_id).code_id) for _ in range(3)))
    assert sorted(failures) == [1, 2, 3]
    assert await stores.enrollments.codes(org_id) == [code(org_id, 2), code(org_id, failures=3)]
    assert await stores.enrollments.codes(await stores.people.ensure_org("b")) == []
    with pytest.raises(HeadframeError) as absent:
        await stores.enrollments.fail_code(b"other")
    assert absent.value.code is Code.NOT_FOUND


async def test_an_enrollment_comes_back_as_it_was(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    one, two = await begun(stores, org_id), enrollment(org_id, 2, replaces=7)
    await stores.enrollments.begin(two)
    assert await stores.enrollments.enrollment(one.id) == one
    assert await stores.enrollments.of_code(one.code_id) == one
    assert await stores.enrollments.enrollments(org_id) == [two, one]
    assert await stores.enrollments.enrollments(await stores.people.ensure_org("b")) == []


async def test_attack_01_a_code_is_used_once(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    await stores.enrollments.add_code(code(org_id))
    asked = [enrollment(org_id, number, code_id=code(org_id).code_id) for number in (1, 2)]
    outcomes = await asyncio.gather(*(stores.enrollments.begin(e) for e in asked), return_exceptions=True)
    refused = [each.code for each in outcomes if isinstance(each, HeadframeError)]
    assert refused == [Code.CONFLICT]
    assert len(await stores.enrollments.enrollments(org_id)) == 1
    used = await stores.enrollments.code(code(org_id).code_id)
    assert used is not None
    assert used.used_at_ms in {each.created_at_ms for each in asked}


async def test_a_code_that_is_gone_begins_nothing(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    with pytest.raises(HeadframeError) as absent:
        await stores.enrollments.begin(enrollment(org_id, code_id=b"12345678"))
    assert absent.value.code is Code.NOT_FOUND
    assert await stores.enrollments.enrollments(org_id) == []


async def test_counters_of_polls_only_grow(stores: Stores) -> None:
    asked = await begun(stores, await stores.people.ensure_org("a"))
    polls = [await stores.enrollments.note_poll(asked.id, counter) for counter in (1, 1, 5, 4, 6)]
    assert polls == [True, False, True, False, True]
    assert not await stores.enrollments.note_poll("other", 1)


async def test_an_approved_node_is_enrolled_once_it_knows(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    asked = await begun(stores, owner.org_id)
    given = {"node_id": owner.node_id, "api_key_id": "nk1"}
    approved = await stores.enrollments.confirm(asked, **given, now_ms=NOW_MS + 9, by=ALICE)  # type: ignore[arg-type]
    decided = {"state": EnrollmentState.CONFIRMED, "decided_at_ms": NOW_MS + 9, "decided_by": ALICE}
    assert approved == replace(asked, **given, **decided)  # type: ignore[arg-type]
    assert await stores.enrollments.enrollment(asked.id) == approved
    await stores.enrollments.complete(owner.org_id, owner.node_id)
    enrolled = replace(approved, state=EnrollmentState.ENROLLED)
    assert await stores.enrollments.enrollments(owner.org_id) == [enrolled]


async def test_an_enrollment_is_decided_once(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    asked = await begun(stores, owner.org_id)
    confirm, reject = stores.enrollments.confirm, stores.enrollments.reject
    given = {"node_id": owner.node_id, "api_key_id": "nk1"}
    outcomes = await asyncio.gather(
        confirm(asked, **given, now_ms=NOW_MS, by=ALICE),  # type: ignore[arg-type]
        reject(asked, now_ms=NOW_MS, by=ALICE),
        reject(asked, now_ms=NOW_MS, by=ALICE),
        return_exceptions=True,
    )
    codes = [each.code if isinstance(each, HeadframeError) else None for each in outcomes]
    assert sorted(codes, key=str) == [None, Code.CONFLICT, Code.CONFLICT]
    with pytest.raises(HeadframeError) as absent:
        await reject(replace(asked, id="other"), now_ms=NOW_MS, by=ALICE)
    assert absent.value.code is Code.NOT_FOUND


async def test_what_nobody_decides_expires_and_is_forgotten(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    late, fresh, waiting = [await begun(stores, owner.org_id, number) for number in (1, 2, 3)]
    given = {"node_id": owner.node_id, "api_key_id": "nk1"}
    await stores.enrollments.confirm(waiting, **given, now_ms=NOW_MS, by=ALICE)  # type: ignore[arg-type]
    expired = await stores.enrollments.expire(now_ms=late.expires_at_ms)
    assert [(each.id, each.state) for each in expired] == [(late.id, EnrollmentState.EXPIRED)]
    assert await stores.enrollments.expire(now_ms=late.expires_at_ms) == []
    later = NOW_MS + PENDING_MS + TTL_MS
    assert await stores.enrollments.forget(before_ms=NOW_MS) == 0
    assert await stores.enrollments.forget(before_ms=later) == 4
    assert [each.id for each in await stores.enrollments.enrollments(owner.org_id)] == [waiting.id, fresh.id]
    assert await stores.enrollments.codes(owner.org_id) == []
