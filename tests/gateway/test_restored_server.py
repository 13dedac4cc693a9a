"""A server whose database was restored from an older backup, as its nodes meet it (attack 26)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import BlinkLed
from headframe.core.commands.records import CommandState
from headframe.core.commands.recovery import JOURNAL_LOST
from headframe.core.devices import PairingStatus
from headframe.core.keyset.chain import root_digest
from headframe.kit.clock import ManualClock
from headframe.node.inventory import Inventory
from headframe.node.keys.manifests import SignedManifests
from headframe.node.keys.trust import Trust
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Signed
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.server.stores.store_builders import Fleet, batch, command, found, moment, query

pytestmark = [pytest.mark.anyio]
DEADLINE_SECONDS = 10.0


@dataclass
class Side:
    """One database, and the gateway on it."""

    stores: MemoryStores
    gateway: Gateway
    router: Router
    org_id: int

    async def devices(self, node: NodePrincipal, *numbers: int) -> list[int]:
        """Found by a node, and claimed for it."""
        every = [found(number) for number in numbers]
        ids = await self.stores.devices.record_found(self.org_id, node.node_id, every, now_ms=1)
        await self.stores.devices.claim(self.org_id, node.node_id, ids)
        return [*ids]

    async def owners(self, *ids: int) -> dict[int, int]:
        return dict(await self.stores.devices.owners(self.org_id, ids))

    async def verbs(self) -> list[str]:
        entries = await self.stores.activity.page(self.org_id, ActivityQuery(limit=50))
        return [entry.verb for entry in reversed(entries)]


@dataclass
class Held:
    """A node's list on its disk."""

    principal: NodePrincipal
    inventory: Inventory

    async def fetch(self, side: Side) -> None:
        """As the node's session does."""
        inventory = self.inventory
        request = gateway_pb2.GetOwnershipRequest(
            known_version=inventory.version, known_digest=inventory.digest()
        )
        answer = await side.gateway.get_ownership(self.principal, request)
        if answer.wants_held:
            request.held.CopyFrom(inventory.held)
            answer = await side.gateway.get_ownership(self.principal, request)
        inventory.replace(answer)

    @property
    def owned(self) -> list[int]:
        return sorted(self.inventory.ids())


class World:
    """An organisation's keys, its nodes, and databases that are put in each other's place."""

    def __init__(self, directory: Path, keys: OrgKeys, clock: ManualClock) -> None:
        self.directory, self.keys, self.clock = directory, keys, clock

    async def side(self, nodes: int = 2) -> Side:
        """A database in which these nodes are enrolled and nothing has happened yet: the backup."""
        stores, live, router = memory_stores(), LiveFeed(), Router()
        org_id = await stores.people.ensure_org("test")
        for number in range(nodes):
            await stores.nodes.add_node(
                org_id, name=f"node-{number}", encryption_public_key=bytes(32), now_ms=1
            )
        parts = GatewayParts(
            stores, router, live, DiscoveryDesk(self.clock, live), Signed(self.keys), self.clock, "1.0", "s"
        )
        return Side(stores, Gateway(parts, ArtifactFiles(self.directory / "artifacts")), router, org_id)

    async def nodes(self, side: Side) -> list[Held]:
        """The nodes, which trust the organisation."""
        current = self.keys.keyset()
        known = await side.stores.nodes.nodes(side.org_id)
        held = []
        for node in known:
            trust = Trust.begin(
                self.directory / f"keyset-{node.id}",
                current.document,
                org_id=str(side.org_id),
                root_pin=root_digest(current.keyset.root)[:16],
            )
            check = SignedManifests(trust, str(node.id), self.clock).check
            inventory = Inventory(self.directory / f"owned-{node.id}", check)
            held.append(Held(NodePrincipal(side.org_id, node.id), inventory))
        return held


@pytest.fixture
async def world(tmp_path: Path) -> World:
    clock = ManualClock()
    keys = await OrgKeys.open(
        tmp_path / "keys", key_file=None, org_id=1, store=memory_stores().keysets, clock=clock
    )
    return World(tmp_path, keys, clock)


async def test_attack_26_a_nodes_newer_list_brings_its_miners_back(world: World) -> None:
    before = await world.side()
    node, _ = await world.nodes(before)
    ids = await before.devices(node.principal, 1, 2, 3)
    await node.fetch(before)
    version = node.inventory.version
    restored = await world.side()
    await node.fetch(restored)
    assert node.owned == sorted(ids)
    assert node.inventory.version > version
    assert await restored.owners(*ids) == dict.fromkeys(ids, node.principal.node_id)
    rows = await restored.stores.devices.rows(restored.org_id, ids, moment())
    assert {row.pairing for row in rows} == {PairingStatus.PAIRED}
    assert {row.key for row in rows} == {found(number).key for number in (1, 2, 3)}
    assert "node.ownership_taken_back" in await restored.verbs()
    told = await restored.verbs()
    await node.fetch(restored)
    assert await restored.verbs() == told, "all is settled"


async def test_attack_26_a_list_of_the_same_number_that_says_something_else_is_noticed(world: World) -> None:
    """After the restore people changed what the node owns, as often as they had before."""
    before = await world.side()
    node, _ = await world.nodes(before)
    (old,) = await before.devices(node.principal, 1)
    await node.fetch(before)
    restored = await world.side()
    (new,) = await restored.devices(node.principal, 2)
    assert (await restored.stores.devices.manifest(restored.org_id, node.principal.node_id))[
        0
    ] == node.inventory.version
    await node.fetch(restored)
    owners = await restored.owners(*await restored.stores.devices.ids(restored.org_id, query()))
    assert {device for device, owner in owners.items() if owner == node.principal.node_id} == {*node.owned}
    assert len(node.owned) == 1, "the list that the organisation signed last says who owns what"
    assert old == new, "the number of the new miner is that of the old one"
    assert {row.key for row in await restored.stores.devices.rows(restored.org_id, node.owned, moment())} == {
        found(1).key
    }


async def test_attack_26_no_miner_gets_two_owners(world: World) -> None:
    """It was transferred after the backup; the database gives it to the node that had it before."""
    restored, before = await world.side(), await world.side()
    first, second = await world.nodes(before)
    for side in (restored, before):
        await side.devices(first.principal, 1)
    (device,) = await before.stores.devices.ids(before.org_id, query())
    await before.stores.devices.release(before.org_id, [device])
    await before.stores.devices.claim(before.org_id, second.principal.node_id, [device])
    await first.fetch(before)
    await second.fetch(before)
    assert (first.owned, second.owned) == ([], [device])
    await second.fetch(restored)
    assert second.owned == [], "until people say so, it stays where the database has it"
    assert await restored.owners(device) == {device: first.principal.node_id}
    assert "device.ownership_contested" in await restored.verbs()
    await first.fetch(restored)
    assert (first.owned, await restored.owners(device)) == ([], {}), "its own newer list does not name it"


async def test_attack_26_the_right_order_gives_a_transferred_miner_to_its_new_owner(world: World) -> None:
    restored, before = await world.side(), await world.side()
    first, second = await world.nodes(before)
    for side in (restored, before):
        await side.devices(first.principal, 1)
    (device,) = await before.stores.devices.ids(before.org_id, query())
    await before.stores.devices.release(before.org_id, [device])
    await before.stores.devices.claim(before.org_id, second.principal.node_id, [device])
    await first.fetch(before)
    await second.fetch(before)
    await first.fetch(restored)
    await second.fetch(restored)
    assert (first.owned, second.owned) == ([], [device])
    assert await restored.owners(device) == {device: second.principal.node_id}


async def test_attack_26_a_list_that_the_organisation_did_not_sign_takes_nothing(world: World) -> None:
    before, restored = await world.side(), await world.side()
    node, _ = await world.nodes(before)
    await before.devices(node.principal, 1)
    await node.fetch(before)
    forged = gateway_pb2.GetOwnershipResponse()
    forged.CopyFrom(node.inventory.held)
    forged.devices.add(device_id=99, device_key="mac:of-another", driver="antminer")
    answer = await restored.gateway.get_ownership(
        node.principal,
        gateway_pb2.GetOwnershipRequest(known_version=forged.version, known_digest=b"x", held=forged),
    )
    assert not answer.devices
    assert answer.version > forged.version, "the node takes it all the same"
    assert not await restored.stores.devices.ids(restored.org_id, query())
    assert await restored.verbs() == ["security.ownership_not_believed"]


async def test_attack_26_a_list_of_another_node_takes_nothing(world: World) -> None:
    before, restored = await world.side(), await world.side()
    node, other = await world.nodes(before)
    await before.devices(node.principal, 1)
    await node.fetch(before)
    answer = await restored.gateway.get_ownership(
        other.principal,
        gateway_pb2.GetOwnershipRequest(
            known_version=node.inventory.version, known_digest=b"x", held=node.inventory.held
        ),
    )
    assert not answer.devices
    assert await restored.verbs() == ["security.ownership_not_believed"]


async def test_an_older_list_is_no_news(world: World) -> None:
    side = await world.side()
    node, _ = await world.nodes(side)
    await side.devices(node.principal, 1)
    await node.fetch(side)
    held = node.inventory.held
    await side.devices(node.principal, 2)
    await side.gateway.get_ownership(
        node.principal, gateway_pb2.GetOwnershipRequest(known_version=held.version, held=held)
    )
    await node.fetch(side)
    assert len(node.owned) == 2
    assert not await side.verbs()


@contextlib.asynccontextmanager
async def greeted(
    side: Side, node: NodePrincipal, *, last_sequence: int = 0, journal_lost: bool = False
) -> AsyncIterator[tuple[gateway_pb2.HelloAccepted, AsyncIterator[gateway_pb2.ControlDown]]]:
    """A ControlStream after its hello."""
    ended = asyncio.Event()

    async def up() -> AsyncIterator[gateway_pb2.ControlUp]:
        hello = gateway_pb2.Hello(
            min_protocol_version=1,
            max_protocol_version=1,
            stream_nonce=bytes(16),
            last_sequence=last_sequence,
            journal_lost=journal_lost,
        )
        yield gateway_pb2.ControlUp(hello=hello)
        await ended.wait()

    down = side.gateway.control(node, up())
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await anext(down)
            accepted = (await anext(down)).accepted
        yield accepted, down
    finally:
        ended.set()
        await down.aclose()  # type: ignore[attr-defined] # a generator


async def test_attack_26_a_node_that_has_seen_later_commands_is_asked_to_tell_again(world: World) -> None:
    side = await world.side()
    node, _ = await world.nodes(side)
    ahead = 2 * world.clock.now_ms() * 1000
    async with greeted(side, node.principal, last_sequence=ahead) as (accepted, _):
        assert accepted.tell_again
    kept = await side.stores.nodes.node(side.org_id, node.principal.node_id)
    assert kept is not None
    assert kept.last_sequence > ahead, "the next number is one that the node has not seen"
    async with greeted(side, node.principal, last_sequence=ahead) as (accepted, _):
        assert not accepted.tell_again


async def test_attack_22_a_node_whose_journal_was_put_back_is_sent_nothing_that_it_may_have_run(
    world: World,
) -> None:
    side = await world.side()
    node, _ = await world.nodes(side)
    ids = await side.devices(node.principal, 1)
    owned, commands = Fleet(side.org_id, node.principal.node_id, ids), side.stores.commands
    now_ms = world.clock.now_ms()
    times = {"created_at_ms": now_ms, "not_before_ms": now_ms, "expires_at_ms": now_ms + 600_000}
    blink: dict[str, object] = {"kind": CommandKind.BLINK_LED, "payload": BlinkLed(on=True)}
    given = [command(owned, 1, **times), command(owned, 2, **times, **blink)]
    await commands.add_batch(batch(side.org_id), given)
    await commands.claim_due(side.org_id, [node.principal.node_id], now_ms=now_ms, limit=10)
    async with greeted(side, node.principal, journal_lost=True) as (_, down):
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not (message := await anext(down)).HasField("command"):
                pass
        assert message.command.command_id == given[1].id, "running it twice is running it once"
    reboot = await commands.command(side.org_id, given[0].id)
    assert reboot is not None
    assert (reboot.state, reboot.problem) == (CommandState.OUTCOME_UNKNOWN, JOURNAL_LOST)
