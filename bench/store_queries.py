"""How fast lists, counts and charts of a large fleet are, beside what the engine does bare.

    python bench/store_queries.py [--devices 100000] [--repeat 9] [--engines sqlite,postgres] [--quick]

Bare is `SELECT count(*)` over the device table, and a page of 50 by primary key. Fleet charts read 30 days
of seeded rollups and the samples of the last minutes, which are not rolled up yet.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
from postgres import postgres_server
from report import machine
from stopwatch import Spent, Stopwatch
from store_ingest import START_MS, Load, batches, owned_fleet

from headframe.core.filters.parser import parse
from headframe.core.telemetry import FLOAT_COLUMNS
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import DeviceQuery, Moment
from headframe.server.stores.rules.charts import DAY_MS, HOUR_MS
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE, TELEMETRY_FILE

NOW_MS = START_MS + 60_000
DAYS = 30

FILTERS = (
    "",
    "status:hashing",
    "status!=hashing",
    "m12",
    "model:s21 hashrate>190",
    "temp>75 OR power>3550",
    "efficiency<18",
    "ip:10.0.0.0/16",
    "ip:10.*.7",
    "site:north -group:hot",
    "firmware:v2",
    "age>30",
)
SORTS = (
    ("name", False),
    ("hashrate", True),
    ("status", False),
    ("ip", False),
    ("temp", True),
    ("rack", False),
)


@dataclass(frozen=True)
class Bench:
    """One engine with its fleet."""

    stores: Stores
    org_id: int
    node_id: int
    ids: Sequence[int]
    repeat: int
    pid: int | None = None

    async def measure(self, name: str, ask: Callable[[], Awaitable[Any]], bare_ms: float) -> None:
        """Time one question and show it."""
        await ask()
        spent = []
        for _ in range(self.repeat):
            watch = Stopwatch(self.pid)
            await ask()
            spent.append(watch.read())
        show(name, spent, bare_ms)


def show(name: str, spent: Sequence[Spent], bare_ms: float) -> None:
    """One line: median and 95th percentile by the clock, mean CPU, and its ratio to the bare count's."""
    clock = sorted(seconds * 1000 for seconds, _ in spent)
    p95 = clock[round(0.95 * (len(clock) - 1))]
    cpu = statistics.fmean(seconds * 1000 for _, seconds in spent)
    print(
        f"  {name:45} p50 {statistics.median(clock):7.1f} ms  p95 {p95:7.1f} ms"
        f"  CPU {cpu:7.1f} ms  {cpu / bare_ms:6.1f} x bare count"
    )


async def filled(stores: Stores, devices: int, repeat: int) -> Bench:
    """A fleet of which every device has reported, part placed and part grouped."""
    org_id, node_id, ids = await owned_fleet(stores, devices)
    await stores.nodes.record_contact(org_id, node_id, at_ms=NOW_MS)
    for sequence, batch in enumerate(batches(Load(devices, 3, 10_000, 0), ids)):
        await stores.telemetry.ingest(org_id, node_id, sequence + 1, batch, received_ms=NOW_MS)
    group = await stores.places.add_group(org_id, name="hot", description="")
    await stores.places.change_group(org_id, group.id, add=ids[::50])
    return Bench(stores, org_id, node_id, ids, repeat)


PLACED = (
    "INSERT INTO site (org_id, name, name_key, time_zone) VALUES ({org}, 'North', 'north', 'UTC')",
    "UPDATE device SET site_id = (SELECT max(id) FROM site) WHERE id % 3 = 0",
    "UPDATE device SET firmware = CASE id % 5 WHEN 0 THEN 'v2' ELSE 'v1' END",
)
"""Places and firmware versions, put straight into the tables."""


def fleet_rows(org_id: int, devices: int) -> list[tuple[Any, ...]]:
    """Fleet rollups of 30 days, at every level."""
    draw = random.Random(2)
    rows = []
    levels = (("1h", HOUR_MS, DAYS), ("1d", DAY_MS, DAYS), ("5m", HOUR_MS // 12, DAYS))
    for level, length_ms, days in levels:
        for bucket_ms in range(START_MS - days * DAY_MS, START_MS, length_ms):
            for metric in FLOAT_COLUMNS:
                mean = draw.uniform(1.8e14, 2e14)
                total = mean * devices
                rows.append((org_id, 0, level, metric, bucket_ms, devices, total, total, total, mean, mean))
    return rows


COLUMNS = (
    "org_id",
    "site_id",
    "level",
    "metric",
    "bucket_ms",
    "devices",
    "mean_total",
    "low_total",
    "high_total",
    "low",
    "high",
)


async def ask_all(bench: Bench, bare_ms: float) -> None:
    """All questions."""
    devices, org_id = bench.stores.devices, bench.org_id
    moment = Moment(NOW_MS, offline_after_ms=60_000, node_lost_after_ms=60_000)
    for text in FILTERS:
        for sort, descending in SORTS if not text else SORTS[:2]:
            query = DeviceQuery(moment, parse(text), sort, descending)
            name = f"window 50: {text or 'all'} by {sort}"
            await bench.measure(name, lambda q=query: devices.window(org_id, q, offset=0, limit=50), bare_ms)  # type: ignore[misc] # bound now
    everything = DeviceQuery(moment)
    deep = max(0, len(bench.ids) - 100)
    await bench.measure(
        "window 50 at the end, by name",
        lambda: devices.window(org_id, everything, offset=deep, limit=50),
        bare_ms,
    )
    await bench.measure("summary of all", lambda: devices.summary(org_id, everything), bare_ms)
    await bench.measure("facet status", lambda: devices.facet(org_id, everything, "status"), bare_ms)
    await bench.measure("facet model", lambda: devices.facet(org_id, everything, "model"), bare_ms)
    await bench.measure("facet group", lambda: devices.facet(org_id, everything, "group"), bare_ms)
    await bench.measure("ids of all", lambda: devices.ids(org_id, everything), bare_ms)
    _, cursor = await devices.changed_since(org_id, 0, limit=10**6)
    await bench.measure("changes: none", lambda: devices.changed_since(org_id, cursor, limit=1000), bare_ms)
    await ask_charts(bench, bare_ms)


async def ask_charts(bench: Bench, bare_ms: float) -> None:
    """Charts and raw samples."""
    telemetry, org_id = bench.stores.telemetry, bench.org_id
    month = {"from_ms": START_MS - DAYS * DAY_MS, "to_ms": START_MS}
    today = {"from_ms": START_MS - DAYS * DAY_MS, "to_ms": NOW_MS}
    await bench.measure(
        "fleet chart, 30 days, closed",
        lambda: telemetry.fleet_series(org_id, "hashrate_hs", points=1000, **month),
        bare_ms,
    )
    await bench.measure(
        "fleet chart, 30 days, with open samples",
        lambda: telemetry.fleet_series(org_id, "hashrate_hs", points=1000, **today),
        bare_ms,
    )
    device = bench.ids[len(bench.ids) // 2]
    day = {"from_ms": START_MS - START_MS % DAY_MS, "to_ms": START_MS + DAY_MS}
    await bench.measure(
        "device day, 1440 points",
        lambda: telemetry.device_series(org_id, device, "hashrate_hs", points=1440, **day),
        bare_ms,
    )
    await bench.measure(
        "device day, raw", lambda: telemetry.raw(org_id, device, limit=10_000, **day), bare_ms
    )


async def on_sqlite(devices: int, repeat: int) -> None:
    """The embedded default."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}"
        async with open_stores(url) as stores:
            bench = await filled(stores, devices, repeat)
        with closing(sqlite3.connect(Path(directory) / RELATIONAL_FILE)) as connection, connection:
            for statement in PLACED:
                connection.execute(statement.format(org=bench.org_id))
        with closing(sqlite3.connect(Path(directory) / TELEMETRY_FILE)) as connection, connection:
            marks = ", ".join("?" * len(COLUMNS))
            connection.executemany(
                f"INSERT INTO fleet_rollup ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 - our names
                fleet_rows(bench.org_id, devices),
            )
        with closing(sqlite3.connect(Path(directory) / RELATIONAL_FILE)) as connection:
            bare_ms = _bare(
                lambda: connection.execute("SELECT count(*) FROM device NOT INDEXED").fetchone(), repeat
            )
            page_ms = _bare(
                lambda: connection.execute(
                    "SELECT * FROM device WHERE id > 500 ORDER BY id LIMIT 50"
                ).fetchall(),
                repeat,
            )
        print(
            f"\nSQLite, {devices:,} devices; bare count {bare_ms:.1f} ms, bare page by key {page_ms:.2f} ms"
        )
        async with open_stores(url) as stores:
            reopened = Bench(stores, bench.org_id, bench.node_id, bench.ids, repeat)
            await ask_all(reopened, bare_ms)


def _bare(ask: Callable[[], Any], repeat: int) -> float:
    ask()
    watch = Stopwatch()
    for _ in range(repeat):
        ask()
    return watch.read()[1] * 1000 / repeat


async def on_postgres(devices: int, repeat: int) -> None:
    """A server of its own."""
    with postgres_server(durable=True) as server:
        dsn = await server.database()
        async with open_stores(dsn) as stores:
            bench = await filled(stores, devices, repeat)
            connection = await asyncpg.connect(dsn)
            for statement in PLACED:
                await connection.execute(statement.format(org=bench.org_id))
            await connection.copy_records_to_table(
                "fleet_rollup", records=fleet_rows(bench.org_id, devices), columns=COLUMNS
            )
            await connection.execute("VACUUM ANALYZE")
            bare = []
            for query in (
                "SELECT count(*) FROM device",
                "SELECT * FROM device WHERE id > 500 ORDER BY id LIMIT 50",
            ):
                watch = Stopwatch(server.pid)
                for _ in range(repeat * 10):
                    await connection.fetch(query)
                bare.append(watch.read()[1] * 100 / repeat)
            bare_ms, page_ms = bare
            await connection.close()
            print(
                f"\nPostgreSQL, {devices:,} devices; bare count {bare_ms:.1f} ms,"
                f" bare page by key {page_ms:.2f} ms"
            )
            await ask_all(replace(bench, pid=server.pid), bare_ms)


async def main() -> None:
    """Measure the engines named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--engines", default="sqlite,postgres")
    parser.add_argument("--quick", action="store_true", help="10,000 devices")
    given = parser.parse_args()
    if given.quick:
        given.devices = 10_000
    print(machine(), flush=True)
    engines = {"sqlite": on_sqlite, "postgres": on_postgres}
    for name in given.engines.split(","):
        await engines[name](given.devices, given.repeat)


if __name__ == "__main__":
    asyncio.run(main())
