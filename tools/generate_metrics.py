"""Writes `docs/reference/metrics.md` from the declared metrics, or with --check tells whether it is true."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from headframe.kit.monitoring.declared import Metric
from headframe.kit.monitoring.process import PROCESS_METRICS
from headframe.node.metrics.names import NODE_METRICS
from headframe.server.metrics.names import SERVER_METRICS

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "metrics.md"
HEAD = """# Metrics

Written by `tools/generate_metrics.py` from what the code declares; a check fails when it is stale. How they
are scraped: [Watch Headframe with Prometheus](../howto/scrape-metrics.md).

A value that nobody knows is absent, never 0. No label names a miner. Histograms are told as `_bucket`, `_sum`
and `_count`.
"""
ROOMS: tuple[tuple[str, str, Sequence[Metric]], ...] = (
    ("Every process", "`headframe server`, `headframe node run` and `headframe combined`.", PROCESS_METRICS),
    ("Server", "`headframe server` and `headframe combined`.", SERVER_METRICS),
    ("Node", "`headframe node run` and `headframe combined`.", NODE_METRICS),
)


def document() -> str:
    """The document as it stands in the file."""
    return "\n".join((HEAD, *(_room(*room) for room in ROOMS)))


def _room(title: str, where: str, metrics: Sequence[Metric]) -> str:
    rows = [_row(metric) for metric in sorted(metrics, key=lambda metric: metric.name)]
    head = (f"## {title}\n\n{where}\n", "| metric | type | labels | |", "|---|---|---|---|")
    return "\n".join((*head, *rows, ""))


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{label}`" for label in metric.labels)
    return f"| `{metric.name}` | {metric.kind.value} | {labels} | {metric.help} |"


def main() -> int:
    """Exit code 1 when --check finds the file out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")
    arguments = parser.parse_args()
    text = document()
    if not arguments.check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET} is out of date: run tools/generate_metrics.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
