"""A transfer over real ControlStreams: one node lets go, the other learns of it only then."""

from dataclasses import replace
from pathlib import Path

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.people import User
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.operator.deps import build_services
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.principals import Principal
from headframe.server.services.sealing import NodeSealer
from headframe.server.services.selection import Selector
from headframe.server.services.transfers.service import TransferRequest
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.combined.test_control_stream import Peer
from tests.server.operator.operator_world import World


async def test_the_new_owner_is_told_once_the_old_one_has_let_go(tmp_path: Path) -> None:
    world = await World().populate()
    mine, router, first = world.mine, Router(), world.mine.device_ids[0]
    services = build_services(replace(world.deps, router=router, sealer=NodeSealer(router)))
    parts = GatewayParts(
        world.stores,
        router,
        world.live,
        world.desk,
        Unsigned(),
        world.clock,
        "test",
        "server",
        handover=services.handover,
    )
    gateway = Gateway(parts, ArtifactFiles(tmp_path))
    hall = await world.stores.nodes.ensure_node(
        mine.id, name="hall-2", encryption_public_key=b"", now_ms=world.clock.now_ms()
    )
    old, new = Peer(), Peer()
    old.open(gateway, NodePrincipal(mine.id, mine.node_id))
    new.open(gateway, NodePrincipal(mine.id, hall.id))
    for peer in (old, new):
        assert (await peer.greet()).WhichOneof("message") == "accepted"
    await old.next_of("ownership_changed")

    alice = User(mine.users[Role.ADMIN], mine.id, "alice", Role.ADMIN, "", 0)
    principal = Principal(mine.id, Role.ADMIN, Actor(ActorType.USER, str(alice.id), "alice"), user=alice)
    await services.transfers.begin(principal, TransferRequest(Selector((first,)), mine.node_id, hall.id))
    told = (await old.next_of("ownership_changed")).ownership_changed
    _, owned = await world.stores.devices.manifest(mine.id, hall.id)
    assert owned == []
    say(old, told.version)
    changed = (await new.next_of("ownership_changed")).ownership_changed
    command = (await new.next_of("command")).command
    assert (command.device_id, command.payload.WhichOneof("payload")) == (first, "pair")
    version, (target,) = await world.stores.devices.manifest(mine.id, hall.id)
    assert (version, target.device_id) == (changed.version, first)
    await old.close()
    await new.close()


def say(peer: Peer, version: int) -> None:
    """The node acts by this version of its list."""
    applied = gateway_pb2.OwnershipApplied(version=version)
    peer.up.put_nowait(gateway_pb2.ControlUp(ownership_applied=applied))
