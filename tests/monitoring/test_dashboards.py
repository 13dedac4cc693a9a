"""Dashboard and alert rules ask for metrics and labels that exist, and for histograms as they are told."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from headframe.kit.monitoring.declared import Kind, Metric
from headframe.kit.monitoring.process import PROCESS_METRICS
from headframe.node.metrics.names import NODE_METRICS
from headframe.server.metrics.names import SERVER_METRICS
from tests.monitoring.promql import parsed

DIRECTORY = Path(__file__).parents[2] / "deploy" / "grafana"
DASHBOARD = json.loads((DIRECTORY / "headframe.json").read_text())
GROUPS = yaml.safe_load((DIRECTORY / "alerts.yaml").read_text())["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]

METRICS = (*PROCESS_METRICS, *NODE_METRICS, *SERVER_METRICS)
BY_SERIES: dict[str, Metric] = {series: metric for metric in METRICS for series in metric.series}
OF_PROMETHEUS = {"up"}
OF_EVERY_SERIES = {"job", "instance"}
_DURATION = re.compile(r"(\d+[smhd])+")
_LABEL = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}")


def panels() -> Iterator[dict[str, Any]]:
    for panel in DASHBOARD["panels"]:
        yield panel
        yield from panel.get("panels", ())


TARGETS = [(panel["title"], target) for panel in panels() for target in panel.get("targets", ())]
EXPRESSIONS = [
    *((title, target["expr"], target.get("legendFormat", "")) for title, target in TARGETS),
    *((rule["alert"], rule["expr"], " ".join(rule["annotations"].values())) for rule in RULES),
]


@pytest.mark.parametrize(("title", "expression", "shown"), EXPRESSIONS, ids=lambda value: str(value)[:40])
def test_what_is_asked_for_is_told(title: str, expression: str, shown: str) -> None:
    found = parsed(expression)
    assert found.asked, title
    labels: set[str] = set()
    for asked in found.asked:
        if asked.series in OF_PROMETHEUS:
            continue
        assert asked.series in BY_SERIES, f"{title}: nobody tells {asked.series}"
        told = BY_SERIES[asked.series].series_labels | OF_EVERY_SERIES
        assert asked.labels <= told, f"{title}: {asked.series} has no {asked.labels - told}"
        labels |= told
    labels |= OF_EVERY_SERIES
    assert found.grouped_by <= labels, f"{title}: {found.grouped_by - labels}"
    kept = found.grouped_by - {"le"} if found.grouped_by else labels
    assert set(_LABEL.findall(shown)) <= kept, f"{title}: {shown}"


@pytest.mark.parametrize(("title", "expression", "_shown"), EXPRESSIONS, ids=lambda value: str(value)[:40])
def test_functions_fit_what_they_are_given(title: str, expression: str, _shown: str) -> None:
    found = parsed(expression)
    for asked in found.asked:
        metric = BY_SERIES.get(asked.series)
        cumulative = metric is not None and metric.kind in (Kind.COUNTER, Kind.HISTOGRAM)
        assert asked.over_time == cumulative, f"{title}: {asked.series} is a {metric and metric.kind}"
    if "histogram_quantile" in found.calls:
        assert all(asked.series.endswith("_bucket") for asked in found.asked), title
        assert "le" in found.grouped_by, f"{title}: a quantile needs le"


def test_rules_are_as_prometheus_reads_them() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}, rule
        assert _DURATION.fullmatch(rule.get("for", "1m")), rule["alert"]
        assert rule["labels"].keys() == {"severity"}
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"].keys() == {"summary", "description"}


def test_panels_stand_side_by_side() -> None:
    placed = [panel["gridPos"] for panel in panels()]
    cells = [
        (x, y)
        for at in placed
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)
    assert len({panel["id"] for panel in panels()}) == len(placed)


def test_every_metric_of_ours_is_looked_at() -> None:
    looked_at = {asked.series for _, expression, _ in EXPRESSIONS for asked in parsed(expression).asked}
    forgotten = [
        metric.name
        for metric in METRICS
        if metric.name.startswith("headframe_") and not metric.series & looked_at
    ]
    assert forgotten == ["headframe_node_plugin_pid"]
