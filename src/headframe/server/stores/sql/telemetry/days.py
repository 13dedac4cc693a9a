"""Raw samples by UTC day: names and bounds of their tables."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from headframe.server.stores.rules.charts import DAY_MS

PREFIX = "sample_"
COMPONENTS_PREFIX = "component_"


def day_of(at_ms: int) -> int:
    """When the day of a time begins, in ms."""
    return at_ms - at_ms % DAY_MS


def day_name(day_ms: int) -> str:
    """A day as it stands in table names."""
    return datetime.fromtimestamp(day_ms / 1000, UTC).strftime("%Y%m%d")


def day_named(table: str) -> int:
    """When the day of a table begins."""
    day = datetime.strptime(table.rsplit("_", 1)[-1], "%Y%m%d").replace(tzinfo=UTC)
    return int(day.timestamp()) * 1000


def days_between(days: Iterable[int], from_ms: int, to_ms: int) -> Sequence[int]:
    """Of some days those that overlap from..to, in order."""
    return sorted(day for day in days if day < to_ms and day + DAY_MS > from_ms)
