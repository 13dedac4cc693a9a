"""Cooling: compares and sets. How hot a miner may get is judged by who stands beside it."""

from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.rules.rule import Rule


class CoolingRule(Rule):
    """Fans set on site stay as they are."""

    name = "cooling"
    aspect = Aspect.COOLING
