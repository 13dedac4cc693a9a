"""Reboot: an event. One that comes late, after another, is dropped and never caught up on."""

from dataclasses import replace

from headframe.core.errors import Code
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal

COOLDOWN_MS = 60_000
"""A miner that was rebooted so shortly before is still coming up."""


class RebootRule(Rule):
    """Dropped when the device was rebooted after it was issued, or is still coming up."""

    name = "reboot"
    aspect = Aspect.POWER

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """What was done on site is done again if somebody there wants it again."""
        before = standing.rebooted_at_ms
        if operation.is_local or before is None:
            return None
        if before < operation.issued_at_ms and operation.at_ms >= before + COOLDOWN_MS:
            return None
        return Refusal(Code.COMMAND_SUPERSEDED, "the miner was rebooted after this was asked for")

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """It changes no aspect."""
        return replace(standing, revision=revision, rebooted_at_ms=operation.at_ms)

    def undone(self, standing: Standing, before: Standing) -> Standing:
        """It did not go down, and may be asked to at once."""
        return replace(standing, rebooted_at_ms=before.rebooted_at_ms)
