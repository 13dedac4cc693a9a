"""The metrics of one process: counted where things happen, or asked for when somebody scrapes.

What is counted on a hot path is bound to its labels once; what something knows anyway is read on the scrape.
"""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric as Family

from headframe.kit.monitoring.declared import Kind, Metric

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


class Meters:
    """A registry of its own: nothing is shared between two of them, even in one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # when a counter began is no metric of ours
        self.registry = CollectorRegistry()

    def counter(self, metric: Metric) -> Counter:
        """To be counted up where it happens."""
        return Counter(metric.name, metric.help, metric.labels, registry=self.registry)

    def histogram(self, metric: Metric) -> Histogram:
        """To be observed where it happens."""
        return Histogram(
            metric.name, metric.help, metric.labels, registry=self.registry, buckets=metric.buckets
        )

    def ask(self, source: Callable[[Scrape], None]) -> None:
        """Have `source` tell its values at each scrape, in the event loop's thread."""
        self.registry.register(_Asked(source))
