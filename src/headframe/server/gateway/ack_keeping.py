"""Acknowledgements become states of commands; what streams bring in one while shares a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import FINAL, PHASE_STATES
from headframe.core.commands.records import CommandRecord
from headframe.core.devices import PairingStatus
from headframe.core.status import DeviceStatus
from headframe.kit.gathering import Gathering, Gatherings
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.refusals import note_refused
from headframe.server.gateway.standings import take_conflicts, take_standings
from headframe.server.services.commands.outcomes import outcome_activity
from headframe.server.stores.ports.commands import StateChange

GROUP = 500
"""Acknowledgements kept in one transaction."""

EFFECTIVE = frozenset({CommandKind.REBOOT, CommandKind.UNPAIR})
"""Kinds whose success changes what the server keeps of a device."""

REBOOT_SECONDS = 300
"""How long a miner may be away after a reboot before that is news."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one node acknowledges, in the order in which it did."""

    node: NodePrincipal
    acks: Sequence[CommandAck]


class AckKeeper:
    """Of all streams of this process. What is kept twice changes nothing the second time."""

    def __init__(self, parts: GatewayParts) -> None:
        self._parts = parts
        self._of_orgs = Gatherings[int, _Told, None](lambda: Gathering(self._keep, most=GROUP, size=_count))

    async def keep(self, node: NodePrincipal, acks: Sequence[CommandAck]) -> None:
        """Until they are kept. HeadframeError as the stores'."""
        await self._of_orgs.ask(node.org_id, _Told(node, acks))

    async def settled(self) -> None:
        """Until nothing is being kept. Whoever closes the stores waits for that."""
        await self._of_orgs.settled()

    async def _keep(self, told: Sequence[_Told]) -> Sequence[None]:
        """An effect comes before its outcome is kept: after a crash between the two the ack comes again."""
        parts, org_id = self._parts, told[0].node.org_id
        await self._take_effects(org_id, told)
        now_ms = parts.clock.now_ms()
        note = partial(outcome_activity, received_at_ms=now_ms)
        stand_otherwise: list[int] = []
        async with parts.stores.together():
            for node, acks in ((each.node, each.acks) for each in told):
                standings = [ack.standing for ack in acks if ack.standing]
                stand_otherwise += await take_standings(parts, node, standings)
                await take_conflicts(parts, node, [ack.conflict for ack in acks if ack.conflict])
            changes = [_change(ack, each.node.node_id) for each in told for ack in each.acks]
            changed = await parts.stores.commands.apply(org_id, changes, note)
        self._tell(org_id, changed, stand_otherwise, now_ms=now_ms)
        await self._refuse_strangers(told, {record.id for record in changed})
        return [None] * len(told)

    def _tell(
        self, org_id: int, changed: Sequence[CommandRecord], stand_otherwise: Sequence[int], *, now_ms: int
    ) -> None:
        parts = self._parts
        if stand_otherwise:
            parts.live.devices_changed(org_id, stand_otherwise)
        ended = [record for record in changed if record.state in FINAL]
        for record in ended:
            parts.meter.command_ended(record, now_ms=now_ms)
            if record.kind is CommandKind.DISCOVER:
                parts.desk.finished(record.id, record.problem)
        if ended:
            parts.live.activity_added(org_id)
        parts.live.batches_changed(org_id, {record.batch_id for record in changed})

    async def _refuse_strangers(self, told: Sequence[_Told], changed: set[str]) -> None:
        """Whoever speaks of another node's commands is not believed, and people are told."""
        for node, acks in ((each.node, each.acks) for each in told):
            unchanged = {ack.command_id for ack in acks} - changed
            if unchanged:
                commands = self._parts.stores.commands
                others = await commands.of_other_nodes(node.org_id, node.node_id, sorted(unchanged))
                if others:
                    await note_refused(self._parts, node, f"word of {len(others)} commands of other nodes")

    async def _take_effects(self, org_id: int, told: Sequence[_Told]) -> None:
        succeeded = {
            (ack.command_id, each.node.node_id)
            for each in told
            for ack in each.acks
            if ack.phase is CommandPhase.SUCCEEDED
        }
        if not succeeded:
            return
        ids = sorted({command_id for command_id, _ in succeeded})
        for record in await self._parts.stores.commands.unfinished(org_id, ids, EFFECTIVE):
            if record.device_id is not None and (record.id, record.node_id) in succeeded:
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
            self._parts.router.wake(record.node_id)


def _count(told: _Told) -> int:
    return len(told.acks)


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
