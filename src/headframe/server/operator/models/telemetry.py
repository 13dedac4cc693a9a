"""Charts and raw samples."""

from enum import StrEnum
from typing import Any

from headframe.api.base import Output
from headframe.api.device_detail import ComponentBody
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState
from headframe.server.stores.ports.telemetry import RawSample, Series, SeriesPoint
from headframe.wire.convert.components import components_from_bytes
from headframe.wire.convert.enums import MINING_STATES

MAX_POINTS = 2_000
"""Points of one chart: more than any screen has pixels for a line."""
MAX_SAMPLES = 2_000
"""Raw samples of one answer."""

Metric = StrEnum("Metric", {name.upper(): name for name in FLOAT_COLUMNS})  # type: ignore[misc]  # built from the core's list


class PointBody(Output):
    """One bucket. `count` 0 is a gap."""

    at_ms: int
    count: int
    mean: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, point: SeriesPoint) -> "PointBody":
        """From the store's record."""
        return cls(at_ms=point.at_ms, count=point.count, mean=point.mean, low=point.low, high=point.high)


class SeriesBody(Output):
    """Points of one metric, `step_ms` apart, from the resolution named by `source`."""

    metric: str
    step_ms: int
    source: str
    points: list[PointBody]

    @classmethod
    def of(cls, series: Series) -> "SeriesBody":
        """From the store's record."""
        return cls(
            metric=series.metric,
            step_ms=series.step_ms,
            source=series.source,
            points=[PointBody.of(point) for point in series.points],
        )


class SampleBody(Output):
    """One stored sample with its components."""

    at_ms: int
    hashrate_hs: float | None = None
    expected_hashrate_hs: float | None = None
    power_watts: float | None = None
    power_target_watts: float | None = None
    board_temperature_c: float | None = None
    chip_temperature_c: float | None = None
    inlet_temperature_c: float | None = None
    fan_rpm: float | None = None
    input_voltage_v: float | None = None
    uptime_seconds: int | None = None
    shares_accepted: int | None = None
    shares_rejected: int | None = None
    mining_state: MiningState
    pool_connected: bool | None
    components: list[ComponentBody]

    @classmethod
    def of(cls, sample: RawSample) -> "SampleBody":
        """From the store's record, components decoded."""
        measured: dict[str, Any] = {
            name: sample.values.get(name) for name in (*FLOAT_COLUMNS, *COUNT_COLUMNS)
        }
        return cls(
            at_ms=sample.at_ms,
            mining_state=MINING_STATES.to_core.get(sample.mining_state, MiningState.UNKNOWN),
            pool_connected=sample.pool_connected,
            components=[ComponentBody.of(entry) for entry in components_from_bytes(sample.components)],
            **measured,
        )


class SampleWindow(Output):
    """Samples, oldest first. `next_from_ms` is where to go on when there are more; null: there are none."""

    samples: list[SampleBody]
    next_from_ms: int | None
