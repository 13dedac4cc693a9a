"""A fleet in one line."""

from headframe.cli.client import Body
from headframe.cli.units import count, efficiency, hashrate, power


def summary_line(summary: Body) -> str:
    """Miners, hashrate, power, efficiency, and how many are in each status."""
    statuses = ", ".join(
        f"{number} {name.lower()}" for name, number in summary["by_status"].items() if number
    )
    known = bool(summary["reporting"])
    figures = (
        f"{count(summary['devices'])} miners",
        hashrate(summary["hashrate_hs"] if known else None),
        power(summary["power_watts"] if known else None),
        efficiency(summary["efficiency_j_per_h"]),
        statuses or "none yet",
    )
    return " | ".join(figures)
