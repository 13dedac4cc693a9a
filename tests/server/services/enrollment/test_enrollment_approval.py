"""A node is let in by its words, compared by software, and by nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.certs import checked_cert
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.enrollment.records import PENDING_MS, EnrollmentState
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.making import following
from headframe.core.keyset.records import Custody, KeyHolders
from headframe.core.signing.documents import sign
from headframe.core.signing.keys import public_bytes
from headframe.server.services.enrollment.admission import Wish
from headframe.server.services.enrollment.registration import RegisterAsk
from tests.server.services.enrollment.enrolling import ORIGIN, Host, World, refused

ADMIN, OTHER_ADMIN, OPERATORS_ROOT = (
    Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (51, 52, 53)
)
STRANGER = public_bytes(Ed25519PrivateKey.from_private_bytes(bytes([99]) * 32))


async def test_a_node_is_let_in_by_its_words(world: World) -> None:
    host = world.host()
    node = await world.enrolled(host)
    assert (node.name, node.encryption_public_key) == ("hall-1", host.bundle.encryption)
    identity = await world.stores.identities.identity(node.id)
    assert identity is not None
    keyset, now_ms = world.keys.keyset().keyset, world.clock.now_ms()
    cert = checked_cert(identity.certificate, keyset, at_ms=now_ms)
    assert (cert.node_id, cert.bundle) == (str(node.id), host.bundle)
    assert await world.verbs() == ["enrollment.code_made", "enrollment.requested", "enrollment.approved"]


async def test_the_short_form_lets_in_as_well(world: World) -> None:
    enrollment = await world.registered(world.host())
    await world.services.desk.approve(world.admin, enrollment.id, words=short_form(enrollment.fingerprint))


@pytest.mark.parametrize("words", ["", "abandon " * 10, "zoo"])
async def test_attack_07_other_words_let_nobody_in(world: World, words: str) -> None:
    enrollment = await world.registered(world.host())
    with refused(Code.FINGERPRINT_DIFFERS):
        await world.services.desk.approve(world.admin, enrollment.id, words=words)
    assert await world.stores.nodes.nodes(world.org_id) == []
    assert await world.stores.identities.identities(world.org_id) == []
    assert (await world.verbs())[-1] == "security.fingerprint_differs"


async def between(host: Host, world: World, swap: Callable[[KeyBundle, KeyBundle], KeyBundle]) -> None:
    """Somebody between registers keys of the host with some of their own, and signs with what they hold."""
    other, code = world.host("between"), await world.code()
    bundle = swap(host.bundle, other.bundle)
    genuine = host.ask(code)
    forged = replace(genuine, bundle=bundle)
    held = {
        "identity_signature": (bundle.identity == other.bundle.identity, other.identity.identity),
        "attest_signature": (bundle.attest == other.bundle.attest, other.identity.attest),
        "miner_signature": (bundle.miner_signing == other.bundle.miner_signing, other.identity.miner_signing),
    }
    forged = replace(forged, **{name: _sign(forged, key) for name, (own, key) in held.items() if own})
    enrollment = await world.services.registrar.register(forged)
    with refused(Code.FINGERPRINT_DIFFERS):
        await world.services.desk.approve(world.admin, enrollment.id, words=host.words(enrollment))


def _sign(ask: RegisterAsk, key: Ed25519PrivateKey) -> bytes:
    from headframe.core.enrollment.registration import Registration  # noqa: PLC0415 - for this alone

    registration = Registration(ask.code_id, ORIGIN, ask.node_nonce, ask.incarnation, ask.bundle)
    return key.sign(registration.message())


async def test_attack_03_swapped_keys_have_other_words(world: World) -> None:
    await between(world.host(), world, lambda _, theirs: theirs)
    assert await world.stores.nodes.nodes(world.org_id) == []


@pytest.mark.parametrize("name", ["encryption", "miner_signing", "attest", "local_ui_spki_sha256"])
async def test_attack_04_no_single_key_can_be_swapped(world: World, name: str) -> None:
    def swap(host: KeyBundle, theirs: KeyBundle) -> KeyBundle:
        return replace(host, **{name: getattr(theirs, name)})

    with pytest.raises(HeadframeError) as stopped:  # without the other keys it cannot even sign for them
        await between(world.host(), world, swap)
    assert stopped.value.code is Code.INVALID_REQUEST
    assert await world.stores.nodes.nodes(world.org_id) == []


@pytest.mark.parametrize(
    "change",
    [
        {"identity": bytes(32)},
        {"identity": (2**255 - 19 + 3).to_bytes(32, "little")},
        {"attest": b"\x01" + bytes(31)},
        {"miner_signing": b"short"},
        {"encryption": b"\x01" + bytes(31)},
        {"attest": STRANGER, "miner_signing": STRANGER},
    ],
)
async def test_attack_06_keys_that_are_none_are_refused(world: World, change: dict[str, bytes]) -> None:
    host, code = world.host(), await world.code()
    with refused(Code.INVALID_REQUEST):
        await world.services.registrar.register(host.ask(code, bundle=replace(host.bundle, **change)))


async def test_attack_11_a_registration_for_another_server_is_refused_and_told_the_address(
    world: World,
) -> None:
    host = world.host(origin="https://evil.example")
    with pytest.raises(HeadframeError, match=ORIGIN):
        await world.registered(host)


async def test_nobody_is_decided_on_twice(world: World) -> None:
    host = world.host()
    enrollment = await world.registered(host)
    await world.services.desk.reject(world.admin, enrollment.id)
    for decide in (
        world.services.desk.reject(world.admin, enrollment.id),
        world.services.desk.approve(world.admin, enrollment.id, words=host.words(enrollment)),
    ):
        with refused(Code.CONFLICT):
            await decide
    assert (await world.poll(host, enrollment)).enrollment.state is EnrollmentState.REJECTED
    with refused(Code.NOT_FOUND):
        await world.services.desk.reject(world.admin, "0" * 32)


async def test_what_nobody_decides_within_a_day_expires(world: World) -> None:
    host = world.host()
    enrollment = await world.registered(host)
    world.clock.advance(PENDING_MS / 1000)
    assert (await world.poll(host, enrollment)).enrollment.state is EnrollmentState.EXPIRED
    with refused(Code.CONFLICT):
        await world.services.desk.approve(world.admin, enrollment.id, words=host.words(enrollment))
    states = [each.state for each in await world.services.desk.enrollments(world.org_id)]
    assert states == [EnrollmentState.EXPIRED]
    await world.services.desk.expire()
    assert (await world.verbs())[-1] == "enrollment.expired"


async def test_a_name_in_use_asks_for_another_one(world: World) -> None:
    await world.enrolled(world.host("one"))
    host = world.host("two")
    enrollment = await world.registered(host)
    words = host.words(enrollment)
    with refused(Code.ALREADY_EXISTS):
        await world.services.desk.approve(world.admin, enrollment.id, words=words)
    node = await world.services.desk.approve(
        world.admin, enrollment.id, words=words, wish=Wish(name="hall-2")
    )
    assert node.name == "hall-2"


async def test_another_host_in_place_of_a_node_is_the_same_node(world: World) -> None:
    first, second = world.host("one"), world.host("two")
    node = await world.enrolled(first)
    token = (await world.handshake(first)).token
    assert (await world.enrolled(second, Wish(node_id=node.id))).id == node.id == second.node_id
    assert world.streams.ended == [("again", node.id)]
    with refused(Code.NOT_SIGNED_IN):
        await world.services.sessions.authenticate(token=token, method="Heartbeat", counter=None, proof=b"")
    with refused(Code.NOT_SIGNED_IN):
        await world.handshake(first)
    assert await world.handshake(second)


async def test_polls_are_answered_to_the_node_alone_and_once(world: World) -> None:
    host, other = world.host("one"), world.host("two")
    enrollment = await world.registered(host)
    with refused(Code.NOT_SIGNED_IN):
        await world.poll(other, enrollment)
    await world.poll(host, enrollment)
    host.polls -= 1
    with refused(Code.NOT_SIGNED_IN):
        await world.poll(host, enrollment)


async def test_an_api_key_waits_sealed_until_it_was_used(world: World) -> None:
    host = world.host()
    enrollment = await world.registered(host)
    assert (await world.poll(host, enrollment)).sealed_api_key is None
    await world.services.desk.approve(world.admin, enrollment.id, words=host.words(enrollment))
    host.take(await world.poll(host, enrollment))
    again = await world.poll(host, enrollment)
    assert again.sealed_api_key is not None
    assert again.enrollment.state is EnrollmentState.CONFIRMED
    await world.handshake(host)
    after = await world.poll(host, enrollment)
    assert (after.sealed_api_key, after.enrollment.state) == (None, EnrollmentState.ENROLLED)


async def test_a_dump_of_the_database_lets_nobody_in(world: World) -> None:
    host = world.host()
    await world.enrolled(host)
    token = (await world.handshake(host)).token
    kept = repr(
        (vars(world.stores.identities), vars(world.stores.node_sessions), vars(world.stores.enrollments))
    )
    assert host.api_key not in kept
    assert token not in kept


async def to_operators(world: World, *admins: Ed25519PrivateKey, threshold: int = 1) -> None:
    """Custody moves: root and admin keys are the operators' own from here on."""
    root = world.keys._root
    assert root is not None
    rotated = following(
        world.keys.keyset(),
        at_ms=world.clock.now_ms(),
        custody=Custody.OPERATOR,
        root=KeyHolders((public_bytes(OPERATORS_ROOT),), 1),
        admin=KeyHolders(tuple(public_bytes(key) for key in admins), threshold),
    )
    await world.keys.accept(sign(KEYSET_TYPE, keyset_to_body(rotated), root, OPERATORS_ROOT))


async def test_operators_who_hold_the_admin_keys_sign_the_certificate_themselves(world: World) -> None:
    await to_operators(world, ADMIN, OTHER_ADMIN, threshold=2)
    host, desk = world.host(), world.services.desk
    enrollment = await world.registered(host)
    words = host.words(enrollment)
    with refused(Code.KEY_NOT_HELD):
        await desk.approve(world.admin, enrollment.id, words=words)
    with refused(Code.FINGERPRINT_DIFFERS):
        await desk.draft(world.admin, enrollment.id, words="zoo")
    drafted = await desk.draft(world.admin, enrollment.id, words=words, wish=Wish(name="Hall 9"))
    node, draft = drafted.node, drafted.certificate
    assert (node.name, draft.signatures) == ("Hall 9", ())
    for certificate in (draft, draft.countersigned(ADMIN), draft.countersigned(ADMIN, OPERATORS_ROOT)):
        with refused(Code.INVALID_REQUEST):
            await desk.approve(
                world.admin, enrollment.id, words=words, wish=Wish(node_id=node.id, certificate=certificate)
            )
    assert await world.stores.identities.identity(node.id) is None
    signed = draft.countersigned(ADMIN, OTHER_ADMIN)
    await desk.approve(
        world.admin, enrollment.id, words=words, wish=Wish(node_id=node.id, certificate=signed)
    )
    host.take(await world.poll(host, enrollment))
    assert (host.node_id, (await world.handshake(host)).generation) == (node.id, 1)


async def test_a_certificate_for_another_node_or_other_keys_lets_nobody_in(world: World) -> None:
    await to_operators(world, ADMIN)
    one, two = world.host("one"), world.host("two", name="hall-2")
    desk, asked, other = world.services.desk, await world.registered(one), await world.registered(two)
    node = (await desk.draft(world.admin, asked.id, words=one.words(asked))).node
    drafted = await desk.draft(world.admin, other.id, words=two.words(other))
    elsewhere, draft = drafted.node, drafted.certificate
    signed = draft.countersigned(ADMIN)
    for node_id in (node.id, elsewhere.id):
        with refused(Code.INVALID_REQUEST):
            await desk.approve(
                world.admin, asked.id, words=one.words(asked), wish=Wish(node_id=node_id, certificate=signed)
            )
    assert await world.stores.identities.identities(world.org_id) == []
