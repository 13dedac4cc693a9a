"""Metrics as they are declared: the names, labels and words that dashboards, alerts and documents rely on.

Each room declares its own beside what it measures; a name that is not declared cannot be told.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a metric is to Prometheus."""

    COUNTER = "counter"  # only grows, until the process starts anew; its name ends with _total
    GAUGE = "gauge"
    HISTOGRAM = "histogram"  # told as _bucket, _sum and _count
    INFO = "info"  # always 1: its labels are what it tells; its name ends with _info


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. The unit stands in the name; `labels` have few values, and never name a device."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def series(self) -> frozenset[str]:
        """Names under which Prometheus stores it."""
        if self.kind is Kind.HISTOGRAM:
            return frozenset(f"{self.name}_{part}" for part in ("bucket", "sum", "count"))
        return frozenset({self.name})

    @property
    def series_labels(self) -> frozenset[str]:
        """Labels of its series, that of buckets among them."""
        return frozenset(self.labels) | ({"le"} if self.kind is Kind.HISTOGRAM else set())


def counter(name: str, explained: str, *labels: str) -> Metric:
    """How often something happened."""
    return Metric(name, Kind.COUNTER, explained, labels)


def gauge(name: str, explained: str, *labels: str) -> Metric:
    """How much of something there is now."""
    return Metric(name, Kind.GAUGE, explained, labels)


def info(name: str, explained: str, *labels: str) -> Metric:
    """Words, as labels."""
    return Metric(name, Kind.INFO, explained, labels)


def histogram(name: str, explained: str, *labels: str, buckets: tuple[float, ...]) -> Metric:
    """How long something took, most often; `buckets` are upper bounds."""
    return Metric(name, Kind.HISTOGRAM, explained, labels, buckets)


QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Bounds in seconds for what a machine does by itself."""

SLOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Bounds in seconds for what waits for a miner."""
