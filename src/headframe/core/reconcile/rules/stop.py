"""Stop mining: compares and sets. A stop that is meant for safety is placed as a hold."""

from dataclasses import replace

from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing


class StopRule(Rule):
    """Allowed while held: the device then stays asleep when the holds are gone."""

    name = "stop"
    aspect = Aspect.POWER

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """Asleep, now and after the holds."""
        after = super().applied(standing, operation, revision)
        is_held = bool(standing.holds or standing.asserted)
        return replace(after, asleep_before=True) if is_held else after
