"""Power target: needs that nothing holds the device, then compares and sets."""

from headframe.core.reconcile.checks import held_or_stale
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class PowerTargetRule(Rule):
    """No target is set under a hold, not even a lower one: it would be undone with the hold."""

    name = "power target"
    aspect = Aspect.TARGET

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """Both have to hold."""
        return held_or_stale(standing, operation, self.aspect)
