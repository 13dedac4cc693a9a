"""What an observer sees of a running fleet: how old the newest samples are, and which are missing."""

import itertools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from headframe.cli.client import Client
from headframe.server.stores.sql.sqlite_engine import TELEMETRY_FILE
from headframe.server.stores.sql.telemetry.days import PREFIX

BUSY_SECONDS = 5.0
GAP_RATIO = 1.5
"""A distance of two samples beyond so many intervals holds at least one that is missing."""


@dataclass(slots=True)
class Seen:
    """Ages in seconds, one a device and second; latencies in ms of what the observer asked of the API."""

    ages: list[float] = field(default_factory=list)
    summary_ms: list[float] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    me_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows of a window. `missing` counts polls that were due and have no row."""

    rows: int
    missing: int
    devices: int


class Store:
    """The SQLite telemetry of a combined server, read from outside and never written."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "server" / "database" / TELEMETRY_FILE

    def ages(self) -> list[float]:
        """Seconds since the newest stored sample of each device."""
        with self._open() as database:
            rows = database.execute("SELECT at_ms FROM device_state").fetchall()
        now_ms = time.time() * 1000
        return [(now_ms - at_ms) / 1000 for (at_ms,) in rows]

    def stored(self, from_ms: int, to_ms: int, interval_seconds: float) -> Stored:
        """What was stored of from..to.

        Polls of a device are `interval_seconds` apart: a longer gap between two samples, or at either end of
        the window, is so many polls without a row.
        """
        times: dict[int, list[int]] = {}
        with self._open() as database:
            for table in _days(database):
                query = f"SELECT device_id, at_ms FROM {table} WHERE at_ms >= ? AND at_ms < ?"  # noqa: S608 - our own names
                for device_id, at_ms in database.execute(query, (from_ms, to_ms)):
                    times.setdefault(device_id, []).append(at_ms)
        interval_ms = interval_seconds * 1000
        missing = sum(_missing(sorted(found), from_ms, to_ms, interval_ms) for found in times.values())
        return Stored(sum(map(len, times.values())), missing, len(times))

    def size_bytes(self) -> int:
        """The files on disk."""
        return sum(path.stat().st_size for path in self._path.parent.iterdir() if path.is_file())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        uri = f"file:{self._path}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as database:
            yield database


def _days(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in rows if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal()]


def _missing(times: list[int], from_ms: int, to_ms: int, interval_ms: float) -> int:
    edges = [from_ms, *times, to_ms]
    gaps = (later - earlier for earlier, later in itertools.pairwise(edges))
    return sum(round(gap / interval_ms) - 1 for gap in gaps if gap > GAP_RATIO * interval_ms)


def watch(client: Client, store: Store, seconds: float) -> Seen:
    """Look once a second, as the store's reader and as a person with a list on the screen."""
    seen = Seen()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        turn = time.monotonic()
        seen.ages += store.ages()
        seen.me_ms.append(_asked(client, "/me"))
        seen.summary_ms.append(_asked(client, "/devices/summary"))
        seen.page_ms.append(_asked(client, "/devices"))
        time.sleep(max(0.0, 1.0 - (time.monotonic() - turn)))
    return seen


def _asked(client: Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - began) * 1000
