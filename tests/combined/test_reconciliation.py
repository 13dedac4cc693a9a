"""From a stale command to a decision: what the server is told, keeps, shows and issues again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import Curtail, StartMining, StopMining, Uncurtail
from headframe.core.commands.records import CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.node import Label
from headframe.core.people import User
from headframe.core.reconcile.conflicts import Choice, Conflict, ConflictState
from headframe.core.reconcile.merge import Merge
from headframe.core.reconcile.operations import Operation, operation_of
from headframe.core.reconcile.revisions import ORIGINAL
from headframe.core.reconcile.standing import UNTOUCHED, DeviceStanding, Standing
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.operator.deps import Services, build_services
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.commands.issue import IssueRequest
from headframe.server.services.commands.specs import CommandSpec
from headframe.server.services.principals import Principal
from headframe.server.services.sealing import NodeSealer
from headframe.server.services.selection import Selector
from headframe.server.stores.ports.activity import ActivityQuery
from headframe.server.stores.ports.commands import CommandQuery
from headframe.server.stores.ports.reconciliation import ConflictQuery
from headframe.wire.convert.commands import command_from_wire
from headframe.wire.convert.standings import conflict_to_wire, standing_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.combined.test_control_stream import Peer
from tests.server.operator.operator_world import World

LABEL = Label(1_790_000_000_000, 0)
SITE = Actor(ActorType.LOCAL_ADMIN, "local-admin", "Joe")


@dataclass
class Meeting:
    """A server whose node is driven by hand, with the rules of a real one."""

    world: World
    services: Services
    peer: Peer
    standing: Standing = UNTOUCHED
    results: int = 0

    @property
    def device_id(self) -> int:
        return self.world.mine.device_ids[0]

    def somebody(self, role: Role = Role.ADMIN) -> Principal:
        user = User(self.world.mine.users[role], self.world.mine.id, role.value, role, "", 0)
        return Principal(self.world.mine.id, role, Actor(ActorType.USER, str(user.id), user.name), user=user)

    async def issue(self, spec: CommandSpec, role: Role = Role.ADMIN) -> str:
        request = IssueRequest(Selector((self.device_id,)), spec)
        return (await self.services.issue.issue(self.somebody(role), request)).batch.id

    async def command(self) -> gateway_pb2.Command:
        """The next command on the stream."""
        return (await self.peer.next_of("command")).command

    def on_site(self, payload: StopMining | Curtail) -> None:
        """Somebody does that beside the miner, and the server does not know."""
        now_ms = self.world.clock.now_ms()
        act = Operation("act", self.device_id, payload, SITE, now_ms, now_ms + 1, ORIGINAL, at_ms=now_ms)
        self.standing = Merge().decide(self.standing, act, LABEL).standing

    async def answer(self, command: gateway_pb2.Command, *, twice: bool = False) -> Conflict | None:
        """Decide as a node does, and tell the outcome, until the server has it."""
        operation = operation_of(command_from_wire(command), at_ms=self.world.clock.now_ms())
        merged = Merge().decide(self.standing, operation, LABEL)
        self.standing = merged.standing
        self.results += 1
        ack = gateway_pb2.CommandAck(
            command_id=command.command_id,
            sequence=command.sequence,
            phase=gateway_pb2.COMMAND_PHASE_REJECTED
            if merged.refusal
            else gateway_pb2.COMMAND_PHASE_SUCCEEDED,
            at_ms=self.world.clock.now_ms(),
            result_sequence=self.results,
            standing=standing_to_wire(DeviceStanding(self.device_id, self.standing)),
            conflict=conflict_to_wire(merged.conflict),
        )
        if merged.refusal:
            ack.problem.code, ack.problem.message = merged.refusal.code, merged.refusal.message
        for _ in range(2 if twice else 1):
            self.peer.up.put_nowait(gateway_pb2.ControlUp(ack=ack))
            await self.peer.next_of("results_acknowledged")
        return merged.conflict

    async def conflicts(self, state: ConflictState | None = None) -> list[Conflict]:
        found, _ = await self.services.conflicts.window(self.world.mine.id, ConflictQuery(10, state=state))
        return list(found)

    async def verbs(self) -> list[str]:
        entries = await self.world.stores.activity.page(self.world.mine.id, ActivityQuery(100))
        return [entry.verb for entry in entries]


@asynccontextmanager
async def meeting(directory: Path) -> AsyncIterator[Meeting]:
    world = await World().populate()
    router = Router()
    services = build_services(replace(world.deps, router=router, sealer=NodeSealer(router)))
    parts = GatewayParts(
        world.stores, router, world.live, world.desk, Unsigned(), world.clock, "test", "server"
    )
    peer = Peer()
    peer.open(Gateway(parts, ArtifactFiles(directory)), NodePrincipal(world.mine.id, world.mine.node_id))
    assert (await peer.greet()).WhichOneof("message") == "accepted"
    try:
        yield Meeting(world, services, peer)
    finally:
        await peer.close()


async def test_a_stale_start_becomes_one_conflict_that_a_person_decides(tmp_path: Path) -> None:
    async with meeting(tmp_path) as here:
        await here.issue(StartMining())
        start = await here.command()
        assert not start.HasField("base_revision")
        here.on_site(StopMining())
        lost = await here.answer(start, twice=True)
        assert lost is not None
        assert await here.conflicts(ConflictState.OPEN) == [lost]
        assert (await here.verbs()).count("conflict.opened") == 1
        standing = await here.world.stores.reconciliation.standing(here.world.mine.id, here.device_id)
        assert standing == here.standing

        decided = await here.services.conflicts.decide(here.somebody(), lost.id, Choice.APPLY)
        assert decided.batch is not None
        again = await here.command()
        assert command_from_wire(again).base_revision == here.standing.revision
        assert await here.answer(again) is None
        assert await here.conflicts(ConflictState.OPEN) == []
        assert (await here.verbs()).count("conflict.decided") == 1
        with pytest.raises(HeadframeError) as late:
            await here.services.conflicts.decide(here.somebody(), lost.id, Choice.KEEP)
        assert late.value.code is Code.CONFLICT


async def test_a_conflict_that_is_kept_issues_nothing_and_needs_the_right(tmp_path: Path) -> None:
    async with meeting(tmp_path) as here:
        batch_id = await here.issue(StartMining())
        start = await here.command()
        here.on_site(StopMining())
        lost = await here.answer(start)
        assert lost is not None
        with pytest.raises(HeadframeError) as refused:
            await here.services.conflicts.decide(here.somebody(Role.VIEWER), lost.id, Choice.KEEP)
        assert refused.value.code is Code.NOT_PERMITTED
        kept = await here.services.conflicts.decide(here.somebody(Role.TECHNICIAN), lost.id, Choice.KEEP)
        assert kept.batch is None
        batch = await here.services.batches.batch(here.somebody(), batch_id)
        assert sum(batch.counts.values()) == 1


async def test_a_hold_for_safety_is_lifted_by_those_entitled_who_saw_it(tmp_path: Path) -> None:
    async with meeting(tmp_path) as here:
        await here.issue(Curtail())
        await here.answer(await here.command())
        here.on_site(Curtail(for_safety=True))
        await here.issue(Uncurtail())
        lost = await here.answer(await here.command())
        assert lost is not None
        assert lost.outcome is Code.SAFETY_HOLD
        with pytest.raises(HeadframeError) as refused:
            await here.services.conflicts.decide(here.somebody(Role.OPERATOR), lost.id, Choice.APPLY)
        assert refused.value.code is Code.NOT_PERMITTED
        with pytest.raises(HeadframeError) as forbidden:
            await here.issue(Uncurtail(for_safety=True), Role.OPERATOR)
        assert forbidden.value.code is Code.NOT_PERMITTED
        await here.services.conflicts.decide(here.somebody(), lost.id, Choice.APPLY)
        assert await here.answer(await here.command()) is None
        assert here.standing.holds == ()


async def test_a_miner_is_curtailed_as_long_as_a_hold_is_left(tmp_path: Path) -> None:
    async with meeting(tmp_path) as here:
        statuses = []
        for spec in (Curtail(hold_id="heat"), Curtail(hold_id="grid"), Uncurtail("heat"), Uncurtail("grid")):
            await here.issue(spec)
            assert await here.answer(await here.command()) is None
            statuses.append(here.world.stores.devices._state.devices[here.device_id].curtailed)  # type: ignore[attr-defined] # the memory store's
        assert statuses == [True, True, True, False]


async def test_what_lost_is_not_repeated_with_a_whole_task(tmp_path: Path) -> None:
    async with meeting(tmp_path) as here:
        batch_id = await here.issue(StartMining())
        start = await here.command()
        here.on_site(StopMining())
        await here.answer(start)
        rejected = frozenset({CommandState.REJECTED})
        again = await here.services.batches.retry(here.somebody(), batch_id, rejected)
        query = CommandQuery(5, batch_id=again.batch.id)
        (command,), _ = await here.world.stores.commands.commands(here.world.mine.id, query)
        assert command.problem is not None
        assert command.problem.code is Code.CONFLICT_OPEN
        assert command.kind is CommandKind.START_MINING
