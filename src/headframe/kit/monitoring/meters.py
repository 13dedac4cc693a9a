"""The metrics of one process: counted where things happen, or asked for when somebody scrapes.

What is counted on a hot path is bound to its labels once; what something knows anyway is read on the scrape.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric as Family

from headframe.core.errors import HeadframeError
from headframe.kit.monitoring.declared import Kind, Metric

log = structlog.get_logger(__name__)

READ_SECONDS = 5.0
"""Scrapers give up after ten."""

_FAMILIES = {Kind.COUNTER: CounterMetricFamily, Kind.GAUGE: GaugeMetricFamily, Kind.INFO: GaugeMetricFamily}


class Scrape:
    """One answer in the making."""

    def __init__(self) -> None:
        self._families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}

    def tell(self, metric: Metric, value: float | None, *labels: str) -> None:
        """A value now; None is unknown, and tells nothing."""
        if value is None:
            return
        family = self._families.get(metric.name)
        if family is None:
            family = _FAMILIES[metric.kind](metric.name, metric.help, labels=metric.labels)
            self._families[metric.name] = family
        family.add_metric(labels, value)

    def families(self) -> Iterable[Family]:
        """All that was told."""
        return self._families.values()


class _Asked:
    """A collector of the library that asks one source."""

    def __init__(self, source: Callable[[Scrape], None]) -> None:
        self._source = source

    def collect(self) -> Iterable[Family]:
        """Called by the registry for each scrape."""
        scrape = Scrape()
        self._source(scrape)
        return scrape.families()


async def _within_time(read: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(READ_SECONDS):
            await read()
    except (TimeoutError, HeadframeError) as error:
        log.warning("metric_source_failed", why=str(error) or f"no answer within {READ_SECONDS:g} s")


class Meters:
    """A registry of its own: nothing is shared between two of them, even in one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # when a counter began is no metric of ours
        self.registry = CollectorRegistry()
        self._reads: list[Callable[[], Awaitable[None]]] = []

    def counter(self, metric: Metric) -> Counter:
        """To be counted up where it happens."""
        return Counter(metric.name, metric.help, metric.labels, registry=self.registry)

    def histogram(self, metric: Metric) -> Histogram:
        """To be observed where it happens."""
        return Histogram(
            metric.name, metric.help, metric.labels, registry=self.registry, buckets=metric.buckets
        )

    def before_scrapes(self, read: Callable[[], Awaitable[None]]) -> None:
        """Have `read` awaited before each scrape: for a source that has to ask others first."""
        self._reads.append(read)

    async def read(self) -> None:
        """All of that, side by side; what fails, or takes too long, is told of no further."""
        await asyncio.gather(*(_within_time(read) for read in self._reads))

    def ask(self, source: Callable[[Scrape], None]) -> None:
        """Have `source` tell its values at each scrape, in the event loop's thread."""
        self.registry.register(_Asked(source))
