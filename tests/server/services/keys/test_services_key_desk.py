"""What admins do about keys: changes by the server, the way to operators, and what is refused on it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.making import DAY_MS, following
from headframe.core.keyset.records import Custody, IssuerGrant, KeyHolders, Keyset, KeysetPolicy
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.keys import key_id, public_bytes
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.certificates import NodeCertificates
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.keys.desk import KeyChanges, KeyDesk
from headframe.server.services.live import LiveFeed
from tests.server.services.enrollment.enrolling import World, world_at

ROOT, ADMIN, SECOND, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 5))
POOLS = frozenset({"UPDATE_POOLS"})


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await world_at(tmp_path)


@pytest.fixture
def desk(world: World) -> KeyDesk:
    journal = ActivityJournal(world.stores.activity, world.clock, LiveFeed())
    return KeyDesk(world.keys, NodeCertificates(world.keys, world.stores, journal, world.clock), journal)


async def refused(work: Awaitable[object], code: Code, words: str | None = None) -> None:
    with pytest.raises(HeadframeError, match=words) as error:
        await work
    assert error.value.code is code


def keyset(world: World, **changes: object) -> Keyset:
    """The Keyset with which operators take over, or one like it."""
    wanted = {
        "custody": Custody.OPERATOR,
        "root": KeyHolders((public_bytes(ROOT),), 1),
        "admin": KeyHolders((public_bytes(ADMIN),), 1),
    }
    return following(world.keys.keyset(), at_ms=world.clock.now_ms(), **(wanted | changes))


def signed(document: Keyset, *keys: Ed25519PrivateKey) -> SignedDocument:
    return sign(KEYSET_TYPE, keyset_to_body(document), *(keys or (ROOT,)))


async def reopened(world: World) -> OrgKeys:
    return await OrgKeys.open(
        world.directory / "server-keys",
        key_file=None,
        org_id=world.org_id,
        store=world.stores.keysets,
        clock=world.clock,
    )


async def test_operators_take_over_and_the_server_keeps_issuers_alone(world: World, desk: KeyDesk) -> None:
    issuer = world.keys.issuer_key_id
    taken = await desk.accept(world.admin, signed(keyset(world)))
    assert (taken.keyset.version, taken.keyset.custody) == (2, Custody.OPERATOR)
    files = {path.name for path in (world.directory / "server-keys").iterdir()}
    assert files == {"seal.key", f"issuer-{issuer}.key"}
    assert not world.keys.holds_root
    assert not world.keys.holds_admin
    assert world.keys.admin_key_id is None
    assert world.keys.sign_as_issuer("headframe.test.v1", {}).signatures[0].key_id == issuer
    again = await reopened(world)
    assert (again.keyset(), again.issuer_key_id) == (taken, issuer)
    assert await world.verbs() == ["keys.changed"]


async def test_a_take_over_that_was_cut_short_is_finished_by_the_next_start(world: World) -> None:
    root = world.keys._root
    assert root is not None
    document = signed(keyset(world)).countersigned(root)
    await world.stores.keysets.add_keyset(world.org_id, 2, document)
    again = await reopened(world)
    assert again.keyset().keyset.custody is Custody.OPERATOR
    assert not (world.directory / "server-keys" / "root.key").exists()
    assert not (world.directory / "server-keys" / "admin.key").exists()


SLIPPED_IN: dict[str, Callable[[World], object]] = {
    "still managed": lambda _: {"custody": Custody.MANAGED},
    "the server's root": lambda world: {"root": world.keys.keyset().keyset.root},
    "the server's admin": lambda world: {"admin": world.keys.keyset().keyset.admin},
    "no admin": lambda _: {"admin": KeyHolders((), 1)},
    "an issuer of one's own": lambda _: {"issuers": (IssuerGrant(public_bytes(STRANGER), 0, DAY_MS * 90),)},
    "pairing in the policy": lambda _: {"policy": KeysetPolicy(frozenset({"PAIR"}))},
}


@pytest.mark.parametrize("what", SLIPPED_IN)
async def test_nothing_else_is_slipped_in_with_the_servers_own_signature(
    world: World, desk: KeyDesk, what: str
) -> None:
    changes = SLIPPED_IN[what](world)
    assert isinstance(changes, dict)
    world.clock.advance(1)
    document = signed(keyset(world, **changes))
    await refused(desk.accept(world.admin, document), Code.INVALID_REQUEST)
    assert (world.keys.keyset_version, world.keys.holds_root) == (1, True)


async def test_attack_28_a_take_over_without_possession_of_its_own_root_is_refused(
    world: World, desk: KeyDesk
) -> None:
    await refused(desk.accept(world.admin, signed(keyset(world), STRANGER)), Code.COMMAND_UNTRUSTED)
    await refused(
        desk.accept(world.admin, SignedDocument("headframe.keyset.v1", b"{}", ())), Code.INVALID_REQUEST
    )
    assert world.keys.holds_root


async def test_a_take_over_that_would_lock_nodes_out_waits_for_their_certificates(
    world: World, desk: KeyDesk
) -> None:
    host = world.host()
    node = await world.enrolled(host)
    await refused(desk.accept(world.admin, signed(keyset(world))), Code.INVALID_REQUEST, "sign-nodes")
    await desk.change(world.admin, KeyChanges(add_admins=(public_bytes(ADMIN),)))
    (kept,) = await desk.nodes.all()
    assert (kept.node_id, kept.name) == (node.id, node.name)
    for fewer in (replace(kept.certificate, signatures=()), replace(kept.certificate, type="headframe.x.v1")):
        await refused(desk.nodes.countersign(world.admin, {node.id: fewer}), Code.INVALID_REQUEST)
    other = replace(kept.certificate, body=kept.certificate.body + b" ").countersigned(ADMIN)
    await refused(desk.nodes.countersign(world.admin, {node.id: other}), Code.INVALID_REQUEST)
    await refused(desk.nodes.countersign(world.admin, {999: kept.certificate}), Code.NOT_FOUND)
    assert await desk.nodes.countersign(world.admin, {node.id: kept.certificate.countersigned(ADMIN)}) == 1
    await desk.accept(world.admin, signed(keyset(world)))
    assert (await world.handshake(host)).generation == 1, "the node is let in as before"


async def test_operators_change_what_the_server_cannot(world: World, desk: KeyDesk) -> None:
    await desk.accept(world.admin, signed(keyset(world)))
    change = KeyChanges(cosign_classes=POOLS)
    await refused(desk.change(world.admin, change), Code.KEY_NOT_HELD, "headframe keys")
    policed = following(world.keys.keyset(), at_ms=world.clock.now_ms(), policy=KeysetPolicy(POOLS))
    await refused(desk.accept(world.admin, signed(policed, STRANGER)), Code.COMMAND_UNTRUSTED)
    await desk.accept(world.admin, signed(policed))
    assert world.keys.keyset().keyset.policy.cosign_classes == POOLS


async def test_issuers_of_operators_are_drafted_by_the_server_and_named_by_a_keyset(
    world: World, desk: KeyDesk
) -> None:
    await desk.accept(world.admin, signed(keyset(world)))
    first = world.keys.issuer_key_id
    world.clock.advance(70 * DAY_MS / 1000)
    assert world.keys.renewal_due
    assert not await world.keys.renew()
    draft = desk.draft_issuer()
    assert desk.draft_issuer().key_id == draft.key_id, "one draft at a time"
    await desk.accept(
        world.admin, signed(following(world.keys.keyset(), at_ms=world.clock.now_ms(), issuers=(draft,)))
    )
    assert world.keys.issuer_key_id == draft.key_id != first
    revoking = following(world.keys.keyset(), at_ms=world.clock.now_ms(), revoked=frozenset({first}))
    await desk.accept(world.admin, signed(revoking))
    none_left = following(world.keys.keyset(), at_ms=world.clock.now_ms(), revoked=frozenset({draft.key_id}))
    await refused(desk.accept(world.admin, signed(none_left)), Code.INVALID_REQUEST, "renew-issuer")
    assert (await reopened(world)).issuer_key_id == draft.key_id


async def test_managed_keys_are_changed_by_the_server(world: World, desk: KeyDesk) -> None:
    first, root = world.keys.issuer_key_id, world.keys.keyset().keyset.root
    await refused(
        desk.change(world.admin, KeyChanges(cosign_classes=POOLS)), Code.INVALID_REQUEST, "add-admin"
    )
    await desk.change(world.admin, KeyChanges(add_admins=(public_bytes(ADMIN),), cosign_classes=POOLS))
    assert world.keys.outside_admins == {key_id(public_bytes(ADMIN))}
    await desk.change(world.admin, KeyChanges(revoke_issuers=frozenset({first})))
    assert world.keys.issuer_key_id != first
    assert world.keys.keyset().keyset.issuer(first) is None
    last = KeyChanges(remove_admins=world.keys.outside_admins)
    await refused(desk.change(world.admin, last), Code.INVALID_REQUEST, "policy --none")
    own = world.keys.admin_key_id
    assert own is not None
    await refused(desk.change(world.admin, KeyChanges(remove_admins=frozenset({own}))), Code.INVALID_REQUEST)
    weak = (b"\x01" + bytes(31),)
    await refused(desk.change(world.admin, KeyChanges(add_admins=weak)), Code.INVALID_REQUEST)
    await desk.change(world.admin, KeyChanges(rotate_root=True))
    assert world.keys.keyset().keyset.root != root
    again = await reopened(world)
    assert (again.holds_root, again.holds_admin, again.keyset_version) == (True, True, 4)
    names = {path.stem for path in (world.directory / "server-keys").iterdir()}
    assert "root-next" not in names


async def test_a_root_rotation_that_was_cut_short_goes_on_with_the_root_in_force(
    world: World, desk: KeyDesk
) -> None:
    world.stores.keysets.fail_next("add_keyset", HeadframeError(Code.STORAGE_FULL, "full"))
    await refused(desk.change(world.admin, KeyChanges(rotate_root=True)), Code.STORAGE_FULL)
    again = await reopened(world)
    assert (again.keyset_version, again.holds_root) == (1, True)
    await again.rotate_root()
    assert again.holds_root
    assert (await reopened(world)).holds_root


async def test_an_admin_that_nodes_still_stand_on_is_not_removed(world: World, desk: KeyDesk) -> None:
    await desk.change(world.admin, KeyChanges(add_admins=(public_bytes(ADMIN), public_bytes(SECOND))))
    await world.enrolled(world.host())
    (kept,) = await desk.nodes.all()
    by_admin = replace(kept.certificate, signatures=()).countersigned(ADMIN)
    await world.stores.identities.replace_certificate(
        world.org_id, kept.node_id, by_admin, fingerprint=kept.fingerprint
    )
    removing = KeyChanges(remove_admins=frozenset({key_id(public_bytes(ADMIN))}))
    await refused(desk.change(world.admin, removing), Code.INVALID_REQUEST, "sign-nodes")
    await desk.nodes.countersign(world.admin, {kept.node_id: by_admin.countersigned(SECOND)})
    await desk.change(world.admin, removing)
    assert world.keys.outside_admins == {key_id(public_bytes(SECOND))}
