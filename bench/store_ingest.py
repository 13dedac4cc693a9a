"""How fast samples are taken in, beside what the engine does bare.

    python bench/store_ingest.py [--devices 2000] [--rounds 60] [--batch 2000] [--components 300] [--quick]

Bare is the same rows put into the same kind of table by the driver, in the same batches and transactions,
without looking at who owns them, at what was stored before, at current state or at rollups. PostgreSQL
runs with fsync on, SQLite with synchronous=NORMAL, as in service.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from postgres import postgres_server
from report import machine
from stopwatch import Spent, Stopwatch

from headframe.core.capabilities import Capabilities
from headframe.core.devices import ComponentKind, Endpoint, Identity
from headframe.core.fleet import FoundDevice
from headframe.core.telemetry import Component, Sample, SampleColumns
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.rules.charts import DAY_MS
from headframe.server.stores.sql.telemetry.batch import BUCKET_MS, SAMPLE_COLUMNS, prepared
from headframe.server.stores.sql.telemetry.days import COMPONENTS_PREFIX, PREFIX, day_name
from headframe.server.stores.sql.telemetry.sqlite_source import create_day
from headframe.wire.convert.components import components_to_bytes
from headframe.wire.convert.samples import columns_from_samples

START_MS = 1_795_000_000_000 // DAY_MS * DAY_MS
POLL_MS = 10_000


@dataclass(frozen=True)
class Load:
    """What is stored: one sample of each device a round, in batches."""

    devices: int
    rounds: int
    batch: int
    components: int

    @property
    def rows(self) -> int:
        """Samples in all."""
        return self.devices * self.rounds


def batches(load: Load, ids: Sequence[int], start_ms: int = START_MS) -> list[SampleColumns]:
    """Batches as a node sends them, in time order."""
    draw = random.Random(1)
    parts = _components(load.components)
    made = []
    for number in range(load.rounds):
        at_ms = start_ms + number * POLL_MS
        samples = [_sample(draw, device_id, at_ms, parts) for device_id in ids]
        made += [
            columns_from_samples(samples[n : n + load.batch]) for n in range(0, len(samples), load.batch)
        ]
    return made


def _components(size: int) -> bytes:
    """Boards and fans of about so many bytes, serialised."""
    parts: list[Component] = []
    while size and len(components_to_bytes(parts)) < size:
        board = Component(ComponentKind.HASH_BOARD, len(parts), hashrate_hs=6e13, temperature_c=61.5)
        parts.append(board)
    return components_to_bytes(parts) if parts else b""


def _sample(draw: random.Random, device_id: int, at_ms: int, parts: bytes) -> Sample:
    return Sample(
        device_id,
        at_ms + draw.randrange(1000),
        hashrate_hs=draw.uniform(1.8e14, 2e14),
        expected_hashrate_hs=2e14,
        power_watts=draw.uniform(3400, 3600),
        board_temperature_c=draw.uniform(55, 70),
        chip_temperature_c=draw.uniform(60, 80),
        inlet_temperature_c=draw.uniform(15, 30),
        fan_rpm=6000.0,
        input_voltage_v=230.0,
        uptime_seconds=at_ms % 100_000,
        shares_accepted=at_ms % 1_000_000,
        shares_rejected=3,
        components=parts,
    )


async def owned_fleet(stores: Stores, devices: int) -> tuple[int, int, Sequence[int]]:
    """An organisation, its node, and the devices that this one owns."""
    org_id = await stores.people.ensure_org("bench")
    node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=b"", now_ms=START_MS)
    ids: list[int] = []
    for first in range(0, devices, 5000):
        found = [_found(number) for number in range(first, min(devices, first + 5000))]
        ids += await stores.devices.record_found(org_id, node.id, found, now_ms=START_MS)
    await stores.devices.claim(org_id, node.id, ids)
    return org_id, node.id, ids


def _found(number: int) -> FoundDevice:
    identity = Identity(mac=f"02:00:{number:08x}", make="Bitmain", model="S21", hostname=f"m{number}")
    endpoint = Endpoint(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    return FoundDevice(f"k:{number}", identity, endpoint, "antminer", Capabilities(), needs_credentials=True)


async def through_store(url: str, load: Load, pid: int | None = None) -> tuple[Spent, Spent]:
    """Seconds to take everything in, and to roll it up."""
    async with open_stores(url) as stores:
        org_id, node_id, ids = await owned_fleet(stores, load.devices)
        made = batches(load, ids)
        watch = Stopwatch(pid)
        for sequence, batch in enumerate(made):
            received_ms = batch.at_ms[-1]
            await stores.telemetry.ingest(org_id, node_id, sequence + 1, batch, received_ms=received_ms)
        taken = watch.read()
        watch = Stopwatch(pid)
        buckets = await stores.telemetry.roll_up(now_ms=START_MS + load.rounds * POLL_MS + 10 * 60_000)
        assert buckets
        return taken, watch.read()


def bare_sqlite(path: Path, load: Load) -> Spent:
    """Seconds to put the same rows into the same tables with executemany, one transaction a batch."""
    made = [_rows(batch) for batch in batches(load, range(1, load.devices + 1))]
    day = day_name(START_MS)
    marks = ", ".join("?" * (len(SAMPLE_COLUMNS) + 1))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        create_day(connection, START_MS)
        watch = Stopwatch()
        for rows, parts in made:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {PREFIX}{day} VALUES ({marks})", rows)  # noqa: S608
            connection.executemany(f"INSERT INTO {COMPONENTS_PREFIX}{day} VALUES (?, ?, ?, ?)", parts)  # noqa: S608
            connection.execute("COMMIT")
        return watch.read()


def _rows(samples: SampleColumns) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    batch = prepared(samples, dict.fromkeys(samples.device_id), received_ms=samples.at_ms[0], floor_ms=0)  # type: ignore[arg-type] # only the keys matter here
    rows = [(row[1] // BUCKET_MS, *row) for row in batch.rows(batch.positions)]
    parts = [
        (row[0], row[1], row[2], samples.components[p]) for row, p in zip(rows, batch.positions, strict=True)
    ]
    return rows, [part for part in parts if part[3]]


async def bare_postgres(dsn: str, load: Load, pid: int | None) -> dict[str, Spent]:
    """Seconds to COPY the same rows: into the table itself, and by way of a temporary one with dedupe."""
    made = []
    for batch in batches(load, range(1, load.devices + 1)):
        ordered = prepared(batch, dict.fromkeys(batch.device_id), received_ms=batch.at_ms[0], floor_ms=0)  # type: ignore[arg-type] # only the keys matter here
        parts = (batch.components[p] or None for p in ordered.positions)
        made.append([(*row, part) for row, part in zip(ordered.rows(ordered.positions), parts, strict=True)])
    connection = await asyncpg.connect(dsn)
    columns = (*SAMPLE_COLUMNS, "components")
    name = f"{PREFIX}{day_name(START_MS)}"
    measured = {}
    for way in ("COPY", "COPY, dedupe"):
        await connection.execute(
            f"CREATE TABLE {name} PARTITION OF sample FOR VALUES FROM ({START_MS}) TO ({START_MS + DAY_MS})"
            " WITH (toast_tuple_target = 128)"
        )
        await connection.execute("CREATE TEMP TABLE IF NOT EXISTS t (LIKE sample) ON COMMIT DELETE ROWS")
        watch = Stopwatch(pid)
        for rows in made:
            async with connection.transaction():
                table = "sample" if way == "COPY" else "t"
                await connection.copy_records_to_table(table, records=rows, columns=columns)
                if way != "COPY":
                    await connection.execute("INSERT INTO sample SELECT * FROM t ON CONFLICT DO NOTHING")
        measured[way] = watch.read()
        await connection.execute(f"DROP TABLE {name}")
    await connection.close()
    return measured


def show(name: str, rows: int, spent: Spent, bare: Spent | None) -> None:
    """One line of the table."""
    clock, cpu = (seconds / rows * 1e6 for seconds in spent)
    ratios = f"{bare[0] / spent[0]:5.2f} by clock {bare[1] / spent[1]:5.2f} by CPU" if bare else ""
    print(f"{name:30} {rows / spent[0]:9,.0f} rows/s {clock:7.2f} us/row, CPU {cpu:7.2f}  of bare {ratios}")


async def main() -> None:
    """Measure both engines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("devices", 2000), ("rounds", 60), ("batch", 2000), ("components", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--quick", action="store_true", help="10 rounds")
    given = parser.parse_args()
    if given.quick:
        given.rounds = 10
    print(machine(), flush=True)
    for size in sorted({0, given.components}):
        load = Load(given.devices, given.rounds, given.batch, size)
        print(
            f"\n{load.rows:,} samples of {load.devices:,} devices,"
            f" batches of {load.batch:,}, components {size} B"
        )
        with tempfile.TemporaryDirectory() as directory:
            bare = bare_sqlite(Path(directory) / "bare.db", load)
            taken, rolled = await through_store(f"sqlite:///{directory}/data", load)
        show("SQLite bare executemany", load.rows, bare, bare)
        show("SQLite store", load.rows, taken, bare)
        show("SQLite roll-up afterwards", load.rows, rolled, None)
        with postgres_server(durable=True) as server:
            ways = await bare_postgres(await server.database(), load, server.pid)
            taken, rolled = await through_store(await server.database(), load, server.pid)
        for way, seconds in ways.items():
            show(f"PostgreSQL bare {way}", load.rows, seconds, ways["COPY, dedupe"])
        show("PostgreSQL store", load.rows, taken, ways["COPY, dedupe"])
        show("PostgreSQL roll-up afterwards", load.rows, rolled, None)


if __name__ == "__main__":
    asyncio.run(main())
