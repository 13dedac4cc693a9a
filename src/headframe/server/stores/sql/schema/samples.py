"""Current state, rollups and their book-keeping. Raw samples live in tables a day (`sql.telemetry.days`).

`device_state` is narrow and has no index beside its key: it is rewritten with every batch.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Double, Integer, PrimaryKeyConstraint, SmallInteger, Table

from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS
from headframe.server.stores.sql.schema.types import BIG, TELEMETRY, TEXT, org


def _measured() -> Iterator[Column[Any]]:
    for name in FLOAT_COLUMNS:
        yield Column(name, Double)
    for name in COUNT_COLUMNS:
        yield Column(name, BigInteger)
    yield Column("mining_state", SmallInteger, nullable=False)
    yield Column("pool_connected", SmallInteger)


DEVICE_STATE = Table(
    "device_state",
    TELEMETRY,
    Column("device_id", BIG, primary_key=True, autoincrement=False),
    org(),
    Column("at_ms", BIG, nullable=False),
    *_measured(),
    Column("reported", TEXT, nullable=False),
    Column("reported_since_ms", BIG, nullable=False),
    Column("ended_transition_ms", BIG),
    Column("changed", BIG, nullable=False, server_default="0"),
    postgresql_with={"fillfactor": 70},
)

ROLLUP_PARTS = ("n", "sum", "min", "max")
"""Columns of one metric in a device rollup, as suffixes: `hashrate_hs_n`, .. Unknown buckets have none."""


def rollup_columns(metric: str) -> Sequence[str]:
    """Names of a metric's columns in a device rollup."""
    return [f"{metric}_{part}" for part in ROLLUP_PARTS]


def _rollup(level: str) -> Table:
    values = [
        Column(name, Integer if name.endswith("_n") else Double)
        for metric in FLOAT_COLUMNS
        for name in rollup_columns(metric)
    ]
    return Table(
        f"rollup_{level}",
        TELEMETRY,
        Column("bucket_ms", BIG, nullable=False),
        Column("device_id", BIG, nullable=False),
        org(),
        Column("site_id", BIG, nullable=False),
        *values,
        PrimaryKeyConstraint("bucket_ms", "device_id"),
        sqlite_with_rowid=False,
    )


ROLLUPS = {level: _rollup(level) for level in ("5m", "1h", "1d")}
"""Device rollups by level. `site_id` is where the device stood when the bucket was first rolled up, or 0."""

FLEET_ROLLUP = Table(
    "fleet_rollup",
    TELEMETRY,
    org(),
    Column("site_id", BIG, nullable=False),
    Column("level", TEXT, nullable=False),
    Column("metric", TEXT, nullable=False),
    Column("bucket_ms", BIG, nullable=False),
    Column("devices", Integer, nullable=False),
    Column("mean_total", Double, nullable=False),
    Column("low_total", Double, nullable=False),
    Column("high_total", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    PrimaryKeyConstraint("org_id", "site_id", "level", "metric", "bucket_ms"),
    sqlite_with_rowid=False,
)
"""Fleet rollups; `site_id` 0 is the whole organisation."""

LATE_BUCKET = Table(
    "late_bucket",
    TELEMETRY,
    Column("bucket_ms", BIG, nullable=False),
    Column("device_id", BIG, nullable=False),
    PrimaryKeyConstraint("bucket_ms", "device_id"),
    sqlite_with_rowid=False,
)
"""5-minute buckets of devices that got samples after they were rolled up."""

ROLLUP_PROGRESS = Table(
    "rollup_progress",
    TELEMETRY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("closed_ms", BIG, nullable=False),
    Column("rolled_ms", BIG, nullable=False),
    Column("raw_floor_ms", BIG, nullable=False),
)
"""One row. Samples before `closed_ms` are late; buckets before `rolled_ms` are in the rollups; raw samples
before `raw_floor_ms` were dropped, so that none is taken in any more."""

STORED_BATCHES = Table(
    "stored_batches",
    TELEMETRY,
    org(),
    Column("node_id", BIG, nullable=False),
    Column("first", BIG, nullable=False),
    Column("last", BIG, nullable=False),
    Column("apart", TEXT, nullable=False),
    PrimaryKeyConstraint("org_id", "node_id"),
)
"""Telemetry batches stored of each node: see `rules.stored_batches`."""
