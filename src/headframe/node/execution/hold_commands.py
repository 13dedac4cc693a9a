"""Commands that place and lift holds: the device is brought to where all its holds together want it."""

from dataclasses import replace

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.reconcile import restoring
from headframe.core.reconcile.standing import Standing
from headframe.node.execution.outcome import Outcome, succeeded
from headframe.node.execution.ports import Handler, Progress
from headframe.node.execution.standings import Standings

HOLD_KINDS = frozenset({CommandKind.CURTAIL, CommandKind.UNCURTAIL})


class HoldCommands:
    """The handler of HOLD_KINDS. `device` carries out what a driver has to do."""

    def __init__(self, standings: Standings, device: Handler) -> None:
        self._standings = standings
        self._device = device

    async def __call__(self, envelope: CommandEnvelope, progress: Progress) -> Outcome:
        """The hold itself was placed or lifted when the command was admitted; here the miner follows."""
        standing = self._standings.of(envelope.device_id)
        told = succeeded()
        for step in restoring.steps(standing):
            told = await self._device(replace(envelope, payload=step), progress)
            if told.phase is not CommandPhase.SUCCEEDED:
                return told
        await self._standings.reached(envelope.device_id, restoring.wanted(standing))
        return replace(told, detail="; ".join(filter(None, (told.detail, _held_by(standing)))))


def _held_by(standing: Standing) -> str:
    """What still holds it, in words."""
    if not standing.holds:
        return ""
    return f"held at {standing.level} by " + ", ".join(hold.id for hold in standing.holds)
