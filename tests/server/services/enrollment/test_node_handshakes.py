"""A session is given to who holds the identity key, now, once, on one host."""

from dataclasses import replace

import pytest

from headframe.core.enrollment.certs import CERT_MS, NodeCert, issue_cert
from headframe.core.errors import Code
from headframe.core.sessions.possession import CHALLENGE_MS, SESSION_MS, Possession
from headframe.core.sessions.records import Standing
from headframe.server.services.enrollment.admission import Wish
from headframe.server.services.node_handshakes import CompleteAsk
from tests.core.test_core_rotation import made
from tests.server.services.enrollment.enrolling import NONCE, ORIGIN, Host, World, refused

DAY = 86_400


async def enrolled(world: World, directory: str = "one", **changes: str) -> Host:
    host = world.host(directory, **changes)
    await world.enrolled(host)
    return host


async def test_a_session_lets_calls_in_for_an_hour(world: World) -> None:
    host = await enrolled(world)
    token = (await world.handshake(host)).token
    call = {"token": token, "method": "Heartbeat", "counter": None, "proof": b""}
    session = await world.services.sessions.authenticate(**call)  # type: ignore[arg-type]
    assert (session.org_id, session.node_id) == (world.org_id, host.node_id)
    await world.services.sessions.authenticate(**host.stream(token))  # type: ignore[arg-type]
    world.clock.advance(SESSION_MS / 1000)
    for over in (call, host.stream(token)):
        with refused(Code.NOT_SIGNED_IN):
            await world.services.sessions.authenticate(**over)  # type: ignore[arg-type]
    assert (await world.handshake(host)).generation == 2


async def test_a_node_has_one_session(world: World) -> None:
    host = await enrolled(world)
    first, second = (await world.handshake(host)).token, (await world.handshake(host)).token
    with refused(Code.NOT_SIGNED_IN):
        await world.services.sessions.authenticate(token=first, method="Heartbeat", counter=None, proof=b"")
    assert await world.services.sessions.authenticate(**host.stream(second))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"api_key": "hfn_other"}, {"api_key_id": "nk_other"}, {"node_id": 4711}, {"api_key": ""}]
)
async def test_without_the_api_key_there_is_no_challenge(world: World, change: dict[str, object]) -> None:
    host = await enrolled(world)
    with refused(Code.NOT_SIGNED_IN):
        await world.services.handshakes.begin(host.begin(**change))


async def test_attack_09_a_stolen_api_key_opens_nothing(world: World) -> None:
    host = await enrolled(world)
    begun = await world.services.handshakes.begin(host.begin())
    thief = world.host("thief")
    for signature in (b"", bytes(64), thief.identity.identity.sign(begun.proof.challenge)):
        with refused(Code.NOT_SIGNED_IN):
            await world.services.handshakes.complete(
                CompleteAsk(host.node_id, begun.proof.challenge, signature, 1, host.identity.incarnation)
            )


async def test_attack_10_a_challenge_is_good_once_and_for_half_a_minute(world: World) -> None:
    host = await enrolled(world)

    async def signed() -> CompleteAsk:
        begun = await world.services.handshakes.begin(host.begin())
        number, proof = host.identity.next_generation(), begun.proof
        possession = Possession(
            ORIGIN, host.org_id, str(host.node_id), proof.challenge, NONCE, proof.server_nonce,
            host.api_key_id, number, host.identity.incarnation,
        )  # fmt: skip
        signature = host.identity.identity.sign(possession.message())
        return CompleteAsk(host.node_id, proof.challenge, signature, number, host.identity.incarnation)

    once = await signed()
    await world.services.handshakes.complete(once)
    late = await signed()
    world.clock.advance(CHALLENGE_MS / 1000)
    other_node = replace(await signed(), node_id=host.node_id + 1)
    for ask in (once, late, other_node, replace(once, challenge=b"")):
        with refused(Code.NOT_SIGNED_IN):
            await world.services.handshakes.complete(ask)


async def test_attack_11_a_challenge_signed_for_another_server_is_refused(world: World) -> None:
    host = await enrolled(world)
    host.origin = "https://evil.example"
    with refused(Code.NOT_SIGNED_IN):
        await world.handshake(host)


async def test_attack_05_another_key_in_the_database_is_nobodys(world: World) -> None:
    host, thief = await enrolled(world), world.host("thief")
    token = (await world.handshake(host)).token
    identity = await world.stores.identities.identity(host.node_id)
    assert identity is not None
    cert = NodeCert(host.org_id, str(host.node_id), thief.bundle, 0, CERT_MS)
    for forged in (issue_cert(cert, made(9)), replace(identity.certificate, body=b"{}")):
        await world.stores.identities.put_identity(replace(identity, certificate=forged))
        thief = replace(
            thief, node_id=host.node_id, org_id=host.org_id, api_key=host.api_key, api_key_id=host.api_key_id
        )
        for who in (host, thief):
            with refused(Code.NOT_SIGNED_IN):
                await world.handshake(who)
            with refused(Code.NOT_SIGNED_IN):
                await world.services.sessions.authenticate(**who.stream(token))  # type: ignore[arg-type]
    other = await enrolled(world, "two", name="hall-2")
    kept = await world.stores.identities.identity(other.node_id)
    assert kept is not None
    await world.stores.identities.put_identity(replace(identity, certificate=kept.certificate))
    with refused(Code.NOT_SIGNED_IN):  # a good certificate, but of another node
        await world.handshake(host)


async def test_attack_12_a_stolen_token_opens_no_stream(world: World) -> None:
    host, thief = await enrolled(world), world.host("thief")
    token = (await world.handshake(host)).token
    genuine = host.stream(token)
    for forged in (
        thief.stream(token),
        {**genuine, "method": "Telemetry"},
        {**genuine, "counter": 99},
        {**genuine, "proof": b""},
    ):
        with refused(Code.NOT_SIGNED_IN):
            await world.services.sessions.authenticate(**forged)  # type: ignore[arg-type]
    await world.services.sessions.authenticate(**genuine)  # type: ignore[arg-type]
    with refused(Code.NOT_SIGNED_IN):
        await world.services.sessions.authenticate(**genuine)  # type: ignore[arg-type]


async def test_attack_13_a_copy_gives_itself_away_and_others_go_on(world: World) -> None:
    host, other = await enrolled(world), await enrolled(world, "two", name="hall-2")
    token = (await world.handshake(host)).token
    await world.services.sessions.authenticate(**host.stream(token))  # type: ignore[arg-type]
    with refused(Code.NODE_HELD):
        await world.handshake(host, generation=1)
    assert world.streams.ended == [("hold", host.node_id)]
    assert (await world.verbs())[-1] == "security.clone_suspected"
    with refused(Code.NODE_HELD):
        await world.handshake(host)
    with refused(Code.NOT_SIGNED_IN):
        await world.services.sessions.authenticate(**host.stream(token))  # type: ignore[arg-type]
    assert await world.handshake(other)
    await world.services.standing.settle_clone(world.admin, host.node_id)
    assert (await world.handshake(host, generation=1)).generation == 1
    with refused(Code.CONFLICT):
        await world.services.standing.settle_clone(world.admin, host.node_id)


async def test_attack_13_keys_on_another_installation_are_held(world: World) -> None:
    host = await enrolled(world)
    await world.handshake(host)
    moved = replace(host, identity=replace(host.identity, incarnation=bytes(16)))
    with refused(Code.NODE_HELD):
        await world.handshake(moved)


async def test_an_answer_that_was_lost_may_be_asked_for_again(world: World) -> None:
    host = await enrolled(world)
    await world.handshake(host, generation=1)
    token = (await world.handshake(host, generation=1)).token
    await world.services.sessions.authenticate(**host.stream(token))  # type: ignore[arg-type]
    with refused(Code.NODE_HELD):
        await world.handshake(host, generation=1)


async def test_a_number_out_of_bounds_is_refused(world: World) -> None:
    host = await enrolled(world)
    with refused(Code.INVALID_REQUEST):
        await world.handshake(host, generation=2**62)


async def test_a_revoked_node_is_nobody_at_once(world: World) -> None:
    host = await enrolled(world)
    token = (await world.handshake(host)).token
    await world.services.standing.revoke(world.admin, host.node_id)
    assert world.streams.ended == [("revoke", host.node_id)]
    with refused(Code.NOT_SIGNED_IN):
        await world.services.sessions.authenticate(**host.stream(token))  # type: ignore[arg-type]
    with refused(Code.NODE_REVOKED):
        await world.handshake(host)
    for again in (
        world.services.standing.revoke(world.admin, host.node_id),
        world.services.standing.rotate_api_key(world.admin, host.node_id),
        world.services.standing.settle_clone(world.admin, host.node_id),
    ):
        with refused(Code.CONFLICT):
            await again
    assert (await world.services.standing.identities(world.org_id))[host.node_id].standing is Standing.REVOKED
    fresh = world.host("fresh")
    await world.enrolled(fresh, Wish(node_id=host.node_id))
    assert await world.handshake(fresh)


async def test_a_handshake_under_way_ends_with_the_node(world: World) -> None:
    host = await enrolled(world)
    begun = await world.services.handshakes.begin(host.begin())
    await world.services.standing.revoke(world.admin, host.node_id)
    ask = CompleteAsk(host.node_id, begun.proof.challenge, bytes(64), 1, bytes(16))
    with refused(Code.NOT_SIGNED_IN):
        await world.services.handshakes.complete(ask)


async def test_a_node_that_never_enrolled_cannot_be_put_out(world: World) -> None:
    local = await world.stores.nodes.add_node(
        world.org_id, name="local", encryption_public_key=bytes(32), now_ms=1
    )
    with refused(Code.CONFLICT):
        await world.services.standing.revoke(world.admin, local.id)
    with refused(Code.NOT_FOUND):
        await world.services.standing.revoke(world.admin, 4711)


async def test_another_api_key_comes_with_a_handshake_and_the_old_one_ends_a_day_later(world: World) -> None:
    host = await enrolled(world)
    assert (await world.handshake(host)).new_api_key is None
    await world.services.standing.rotate_api_key(world.admin, host.node_id)
    old = replace(host)
    done = await world.handshake(host)
    assert done.new_api_key is not None
    opener = host.identity.encryption.opener(org_id=host.org_id, node_id=str(host.node_id))
    host.api_key_id = done.new_api_key_id
    host.api_key = opener.open(done.new_api_key, "node-api-key").decode()  # type: ignore[arg-type]
    assert (await world.handshake(host)).new_api_key is None
    assert await world.handshake(old)
    world.clock.advance(DAY)
    for _ in range(3):
        with refused(Code.NOT_SIGNED_IN):
            await world.handshake(old)
    assert (await world.verbs()).count("security.old_api_key_used") == 1
    assert await world.handshake(host)


async def test_a_node_that_was_away_for_days_still_comes_back_after_its_key_was_changed(world: World) -> None:
    host = await enrolled(world)
    await world.handshake(host)
    await world.services.standing.rotate_api_key(world.admin, host.node_id)
    world.clock.advance(9 * DAY)
    await world.services.standing.rotate_api_key(world.admin, host.node_id)
    world.clock.advance(9 * DAY)
    assert (await world.handshake(host)).new_api_key is not None
