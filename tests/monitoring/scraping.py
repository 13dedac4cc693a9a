"""What a process tells, read as Prometheus and a probe read it, and held against what is declared."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import httpx
from prometheus_client import Metric as Family
from prometheus_client.parser import text_string_to_metric_families

from headframe.kit.monitoring.declared import Kind, Metric

T = TypeVar("T")
DEADLINE_SECONDS = 20.0
ASK_AGAIN_SECONDS = 0.05
TYPES = {Kind.COUNTER: "counter", Kind.GAUGE: "gauge", Kind.HISTOGRAM: "histogram", Kind.INFO: "gauge"}


async def scraped(url: str) -> dict[str, Family]:
    """Families by their declared name."""
    async with httpx.AsyncClient() as client:
        answer = (await client.get(f"{url}/metrics")).raise_for_status()
    families = text_string_to_metric_families(answer.text)
    return {f"{each.name}_total" if each.type == "counter" else each.name: each for each in families}


async def health(url: str, path: str = "/health/ready") -> tuple[int, dict[str, Any]]:
    """Status and body."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url}{path}")
    return answer.status_code, answer.json()


async def eventually(ask: Callable[[], Awaitable[T]], holds: Callable[[T], object]) -> T:
    """The first answer that holds; fails with the last one past the deadline."""
    answer = await ask()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not holds(answer):
                await asyncio.sleep(ASK_AGAIN_SECONDS)
                answer = await ask()
    except TimeoutError:
        raise AssertionError(f"the last answer: {answer!r}") from None
    return answer


def assert_as_declared(families: Mapping[str, Family], declared: Iterable[Metric]) -> None:
    """Nothing is told that is not declared, and nothing is missing; types, words and labels are the same."""
    by_name = {metric.name: metric for metric in declared}
    assert families.keys() == by_name.keys()
    for name, family in families.items():
        metric = by_name[name]
        assert (family.type, family.documentation) == (TYPES[metric.kind], metric.help), name
        for sample in family.samples:
            assert sample.name in metric.series, sample
            told = set(sample.labels) - ({"le"} if sample.name.endswith("_bucket") else set())
            assert told == set(metric.labels), sample


def value(families: Mapping[str, Family], metric: Metric, suffix: str = "", **labels: str) -> float | None:
    """The sum over samples of a metric that carry these labels; None where there are none."""
    found = [
        sample.value
        for sample in families[metric.name].samples
        if sample.name == metric.name + suffix and labels.items() <= sample.labels.items()
    ]
    return sum(found) if found else None
