"""Names as Prometheus wants them, and labels that cannot grow without bound."""

from collections import Counter

import pytest

from headframe.kit.monitoring.declared import Kind, Metric
from headframe.kit.monitoring.process import BY_LIBRARY, PROCESS_METRICS
from headframe.node.metrics.asked import LONGEST_ERROR, error_kind
from headframe.node.metrics.names import NODE_METRICS
from headframe.node.plugins.status import PluginState, PluginStatus
from headframe.server.metrics.names import SERVER_METRICS

DECLARED = (*PROCESS_METRICS, *NODE_METRICS, *SERVER_METRICS)
OURS = [metric for metric in DECLARED if metric not in BY_LIBRARY]
BOUNDED = {
    "code": "of the error table, or an HTTP status",
    "depth": "two",
    "document": "types of what issuers sign",
    "driver": "installed drivers",
    "flaw": "checks of a signed command",
    "generation": "three",
    "kind": "kinds of command",
    "lane": "lanes of work",
    "last_error": "kinds of error, one at a time",
    "method": "of HTTP, and other",
    "mode": "three",
    "node": "nodes",
    "outcome": "outcomes of a command",
    "part": "two",
    "plugin": "installed drivers",
    "python": "one",
    "route": "routes of the API, and none",
    "state": "states of a plugin, one at a time",
    "status": "statuses of a miner",
    "stream": "two",
    "version": "one, and one a plugin",
}
"""Every label there is, and what bounds its values: never miners, addresses, people or commands."""


def test_every_name_stands_once() -> None:
    assert [name for name, times in Counter(metric.name for metric in DECLARED).items() if times > 1] == []


@pytest.mark.parametrize("metric", OURS, ids=lambda metric: metric.name)
def test_names_tell_room_kind_and_unit(metric: Metric) -> None:
    assert metric.name.startswith("headframe_")
    assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
    assert metric.name.endswith("_info") == (metric.kind is Kind.INFO)
    assert metric.name.endswith("_seconds") or metric.kind is not Kind.HISTOGRAM
    assert metric.help.endswith(".")


@pytest.mark.parametrize("metric", DECLARED, ids=lambda metric: metric.name)
def test_labels_are_bounded_and_buckets_grow(metric: Metric) -> None:
    assert set(metric.labels) <= BOUNDED.keys()
    assert list(metric.buckets) == sorted(set(metric.buckets))
    assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM) or metric in BY_LIBRARY


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("", ""),
        ("hung: 3 health checks went unanswered", "hung"),
        ("ended with status 1: ValueError: 17 at 10.0.0.7", "ended with status 1"),
        ("was ended by SIGKILL", "was ended by SIGKILL"),
        ("x" * 500, "x" * LONGEST_ERROR),
    ],
)
def test_errors_of_plugins_are_told_by_their_kind(error: str, kind: str) -> None:
    assert error_kind(PluginStatus("antminer", PluginState.WAITING, last_error=error)) == kind
