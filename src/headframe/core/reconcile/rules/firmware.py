"""Firmware: needs that nothing holds the device, then compares and sets. One at a time, by its lane."""

from headframe.core.reconcile.checks import held_or_stale
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class FirmwareRule(Rule):
    """Writing it restarts the miner, which nothing that holds it allows."""

    name = "firmware"
    aspect = Aspect.FIRMWARE

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """Both have to hold."""
        return held_or_stale(standing, operation, self.aspect)
