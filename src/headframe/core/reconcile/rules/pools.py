"""Pools: compares and sets, the whole list; two lists are never merged."""

from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.rules.rule import Rule


class PoolsRule(Rule):
    """Where the money goes is never settled silently."""

    name = "pools"
    aspect = Aspect.POOLS
