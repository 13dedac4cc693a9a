"""The pool that a list shows for a miner."""

from collections.abc import Sequence

from headframe.core.telemetry import Pool


def shown_pool(pools: Sequence[Pool]) -> tuple[str, str]:
    """URL and user of the pool in use, else of the first one configured; empty where there is none."""
    pool = next((each for each in pools if each.active), pools[0] if pools else None)
    return (pool.url, pool.username) if pool else ("", "")
