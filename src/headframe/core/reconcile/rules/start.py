"""Start mining: needs that nothing holds the device, then compares and sets."""

from dataclasses import replace

from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.reconcile.checks import held_or_stale
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class StartRule(Rule):
    """Nobody starts what is held, on site neither: lift the hold."""

    name = "start"
    aspect = Aspect.POWER

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """Both have to hold."""
        return held_or_stale(standing, operation, self.aspect)

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """Awake: of a hold that was lifted just now no sleep is left, and none comes back."""
        after = super().applied(standing, operation, revision)
        asserted = CurtailmentLevel.EFFICIENCY if standing.was_efficient else None
        return replace(after, asleep_before=None, asserted=asserted)
