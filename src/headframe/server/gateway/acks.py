"""Acknowledgements of a node become states of commands, in groups that share a transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Collection, Sequence
from functools import partial

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import FINAL, PHASE_STATES
from headframe.core.commands.records import CommandRecord
from headframe.core.devices import PairingStatus
from headframe.core.status import DeviceStatus
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.refusals import note_refused
from headframe.server.gateway.standings import take_conflicts, take_standings
from headframe.server.routing.router import NodeLine
from headframe.server.services.commands.outcomes import outcome_activity
from headframe.server.stores.ports.commands import StateChange
from headframe.wire.convert.commands import ack_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

GROUP = 500
"""Acknowledgements applied in one transaction."""

LINGER_SECONDS = 0.005
"""How long an acknowledgement that is no outcome waits for others: nobody sees it, and most save a commit."""

MAX_UNAPPLIED = 4_096
"""Acknowledgements read and not yet applied; past it the stream is not read on."""

EFFECTIVE = frozenset({CommandKind.REBOOT, CommandKind.UNPAIR})
"""Kinds whose success changes what the server keeps of a device."""

SILENCE_SECONDS = 30.0
"""A node pings every ten seconds: so long without a word, and its link is dead."""

REBOOT_SECONDS = 300
"""How long a miner may be away after a reboot before that is news."""


class AckIntake:
    """Reads one stream's acknowledgements and applies them."""

    def __init__(self, parts: GatewayParts, node: NodePrincipal, line: NodeLine) -> None:
        self._parts = parts
        self._node = node
        self._line = line
        self._queue: asyncio.Queue[CommandAck] = asyncio.Queue(MAX_UNAPPLIED)

    async def read(self, up: AsyncIterator[gateway_pb2.ControlUp]) -> None:
        """Take messages off the stream until it ends, or nothing comes for SILENCE_SECONDS."""
        messages = aiter(up)
        while (message := await within(SILENCE_SECONDS, anext(messages, None))) is not None:
            match message.WhichOneof("message"):
                case "ack":
                    await self._queue.put(ack_from_wire(message.ack))
                case "ping":
                    await self._line.send(gateway_pb2.ControlDown(pong=message.ping))
                case "ownership_applied":
                    await self._node_let_go(message.ownership_applied.version)
                case "drained":
                    return
                case _:
                    pass  # leases are granted to standby pairs only

    async def run(self) -> None:
        """Apply what was read until cancelled."""
        while True:
            group = await self._group()
            await self._apply(group)
            for _ in group:
                self._queue.task_done()

    async def _node_let_go(self, version: int) -> None:
        """What leaves the node may go on to its new owner, once what it did before that is kept."""
        await self.applied()
        await self._parts.handover.node_let_go(self._node.org_id, self._node.node_id, version)

    async def _group(self) -> Sequence[CommandAck]:
        """What came meanwhile; a step waits LINGER_SECONDS for the outcome that often follows at once."""
        group = [await self._queue.get()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while len(group) < GROUP and not group[-1].phase.is_final:
                    group.append(await self._queue.get())
        while len(group) < GROUP and not self._queue.empty():
            group.append(self._queue.get_nowait())
        return group

    async def applied(self) -> None:
        """Until all that was read so far is applied, as long as `run` runs."""
        await self._queue.join()

    async def _apply(self, acks: Sequence[CommandAck]) -> None:
        """An effect comes before its outcome is kept: after a crash between the two the ack comes again."""
        org_id, commands = self._node.org_id, self._parts.stores.commands
        await self._take_effect([ack.command_id for ack in acks if ack.phase is CommandPhase.SUCCEEDED])
        now_ms = self._parts.clock.now_ms()
        note = partial(outcome_activity, received_at_ms=now_ms)
        conflicts = [ack.conflict for ack in acks if ack.conflict]
        async with self._parts.stores.together():
            standings = [ack.standing for ack in acks if ack.standing]
            stand_otherwise = await take_standings(self._parts, self._node, standings)
            await take_conflicts(self._parts, self._node, conflicts)
            changed = await commands.apply(org_id, [_change(ack, self._node.node_id) for ack in acks], note)
        if stand_otherwise:
            self._parts.live.devices_changed(org_id, stand_otherwise)
        ended = [record for record in changed if record.state in FINAL]
        for record in ended:
            self._parts.meter.command_ended(record, now_ms=now_ms)
            if record.kind is CommandKind.DISCOVER:
                self._parts.desk.finished(record.id, record.problem)
        if ended:
            self._parts.live.activity_added(org_id)
        self._parts.live.batches_changed(org_id, {record.batch_id for record in changed})
        await self._refuse({ack.command_id for ack in acks}.difference(record.id for record in changed))
        stored = [ack.result_sequence for ack in acks if ack.result_sequence]
        if stored:
            confirm = gateway_pb2.ResultsAcknowledged(result_sequences=stored)
            await self._line.send(gateway_pb2.ControlDown(results_acknowledged=confirm))

    async def _refuse(self, unchanged: Collection[str]) -> None:
        """Whoever speaks of another node's commands is not believed, and people are told."""
        if unchanged:
            others = await self._parts.stores.commands.of_other_nodes(
                self._node.org_id, self._node.node_id, sorted(unchanged)
            )
            if others:
                await note_refused(self._parts, self._node, f"word of {len(others)} commands of other nodes")

    async def _take_effect(self, succeeded: Sequence[str]) -> None:
        if not succeeded:
            return
        commands, org_id = self._parts.stores.commands, self._node.org_id
        for record in await commands.unfinished(org_id, succeeded, EFFECTIVE):
            if record.device_id is not None and record.node_id == self._node.node_id:
                await self._took_effect(record, record.device_id)
                self._parts.live.devices_changed(org_id, (record.device_id,))

    async def _took_effect(self, record: CommandRecord, device_id: int) -> None:
        """What the server itself has to remember of a success, of a command of an EFFECTIVE kind."""
        devices, org_id = self._parts.stores.devices, record.org_id
        if record.kind is CommandKind.REBOOT:
            until_ms = self._parts.clock.now_ms() + REBOOT_SECONDS * 1000
            await devices.expect_transition(org_id, device_id, DeviceStatus.REBOOTING, until_ms=until_ms)
        elif record.kind is CommandKind.UNPAIR:
            await devices.record_pairing(org_id, device_id, PairingStatus.UNPAIRED)
            await devices.release(org_id, [device_id])
            self._line.wake()


async def within(
    seconds: float, message: Awaitable[gateway_pb2.ControlUp | None]
) -> gateway_pb2.ControlUp | None:
    """The next message; None when the stream has ended or was silent for too long."""
    try:
        async with asyncio.timeout(seconds):
            return await message
    except TimeoutError:
        return None


def _change(ack: CommandAck, node_id: int) -> StateChange:
    return StateChange(
        command_id=ack.command_id,
        state=PHASE_STATES[ack.phase],
        at_ms=ack.at_ms,
        problem=ack.problem,
        detail=ack.detail,
        progress_ratio=ack.progress_ratio,
        artifact_id=ack.artifact_id or None,
        node_id=node_id,
    )
