"""SQLite in trouble: refuse, say why, lose nothing acknowledged."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import UnsafeFileError
from headframe.kit.sqlite import SqliteFile, SqliteOptions
from headframe.server.stores.opening import open_stores, sqlite_stores
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE, TELEMETRY_FILE
from tests.server.stores.store_builders import NOW_MS, columns, fleet, sample

COUNT = "SELECT sum(n) FROM (SELECT count(*) AS n FROM sample_20261118)"


async def test_a_full_disk_refuses_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    acknowledged = 0
    async with sqlite_stores(tmp_path, max_pages=180) as stores:
        owned = await fleet(stores, 20)
        for sequence in range(1, 1000):
            batch = columns(
                *(sample(i, NOW_MS + sequence * 10_000, components=b"x" * 500) for i in owned.ids)
            )
            try:
                result = await stores.telemetry.ingest(
                    owned.org_id, owned.node_id, sequence, batch, received_ms=NOW_MS + sequence * 10_000
                )
            except HeadframeError as error:
                assert error.code is Code.STORAGE_FULL  # noqa: PT017 - the loop ends here, by design
                break
            acknowledged += result.stored
        else:
            pytest.fail("the disk never got full")
        assert await stores.telemetry.acknowledged(owned.org_id, owned.node_id) == sequence - 1
        raw = await stores.telemetry.raw(
            owned.org_id, owned.ids[0], from_ms=0, to_ms=NOW_MS * 2, limit=10_000
        )
        assert len(raw) * 20 == acknowledged
    async with sqlite_stores(tmp_path) as stores:
        again = await stores.telemetry.ingest(
            owned.org_id, owned.node_id, sequence, batch, received_ms=NOW_MS + sequence * 10_000
        )
        assert again.stored == 20


async def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    async with open_stores(f"sqlite:///{tmp_path}"):
        pass
    (tmp_path / RELATIONAL_FILE).unlink()
    (tmp_path / RELATIONAL_FILE).mkdir()
    with pytest.raises(UnsafeFileError, match=RELATIONAL_FILE):
        async with open_stores(f"sqlite:///{tmp_path}"):
            pass


async def test_readers_cannot_write(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "x.db", SqliteOptions()) as file:
        await file.write(lambda connection: connection.execute("CREATE TABLE t (x)"))
        with pytest.raises(HeadframeError) as refused:
            await file.read(lambda connection: connection.execute("INSERT INTO t VALUES (1)"))
        assert refused.value.code is Code.STORAGE_UNAVAILABLE
        assert "cannot be written" in refused.value.message


async def test_a_file_of_nonsense_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / TELEMETRY_FILE).write_bytes(b"not a database" * 1000)
    (tmp_path / TELEMETRY_FILE).chmod(0o600)
    before = (tmp_path / TELEMETRY_FILE).read_bytes()
    with pytest.raises(HeadframeError) as refused:
        async with open_stores(f"sqlite:///{tmp_path}"):
            pass
    assert refused.value.code is Code.STORAGE_UNAVAILABLE
    assert "no SQLite database" in refused.value.message
    assert (tmp_path / TELEMETRY_FILE).read_bytes() == before


async def test_a_failed_write_undoes_itself_alone(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "x.db") as file:
        await file.write(lambda connection: connection.execute("CREATE TABLE t (x PRIMARY KEY)"))

        def failing(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO t VALUES (1)")
            raise LookupError

        with pytest.raises(LookupError):
            await file.write(failing)
        with pytest.raises(LookupError):
            await _failing_over_several_calls(file)
        await file.write(lambda connection: connection.execute("INSERT INTO t VALUES (3)"))
        rows = await file.read(lambda connection: connection.execute("SELECT x FROM t").fetchall())
        assert [row["x"] for row in rows] == [3]


async def _failing_over_several_calls(file: SqliteFile) -> None:
    async with file.transaction() as session:
        await session.run(lambda connection: connection.execute("INSERT INTO t VALUES (2)"))
        raise LookupError


async def test_a_cancelled_caller_leaves_the_connection_usable(tmp_path: Path) -> None:
    async with SqliteFile(tmp_path / "x.db", SqliteOptions(readers=1)) as file:
        started = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(connection: sqlite3.Connection) -> None:
            loop.call_soon_threadsafe(started.set)
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
                " SELECT count(*) FROM n"
            ).fetchone()

        task = asyncio.create_task(file.read(slow))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await file.read(lambda connection: connection.execute("SELECT 7").fetchone()[0]) == 7


WRITER = """
import asyncio, sys
from headframe.server.stores.opening import open_stores
from tests.server.stores.store_builders import NOW_MS, columns, fleet, sample

async def main():
    async with open_stores(f"sqlite:///{sys.argv[1]}") as stores:
        owned = await fleet(stores, 50)
        for sequence in range(1, 100_000):
            batch = columns(*(sample(i, NOW_MS + sequence, components=b"c" * 100) for i in owned.ids))
            await stores.telemetry.ingest(
                owned.org_id, owned.node_id, sequence, batch, received_ms=NOW_MS
            )
            await stores.nodes.allocate_sequences(owned.org_id, owned.node_id, count=1, at_least=1)
            print(sequence, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("after", [1, 7, 20])
async def test_kill_9_in_the_middle_loses_nothing_acknowledged(tmp_path: Path, after: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(tmp_path), stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout is not None
    told = 0
    while told < after:
        told = int(await asyncio.wait_for(process.stdout.readline(), 60))
    process.send_signal(signal.SIGKILL)
    rest = await process.stdout.read()
    await process.wait()
    told = max([told, *map(int, rest.split(b"\n")[:-1])])
    async with open_stores(f"sqlite:///{tmp_path}") as stores:
        org_id = await stores.people.ensure_org("acme")
        (node,) = await stores.nodes.nodes(org_id)
        stored = await stores.telemetry.acknowledged(org_id, node.id)
        assert told <= stored <= told + 1
        assert told <= node.last_sequence <= stored
    with closing(sqlite3.connect(tmp_path / TELEMETRY_FILE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute(COUNT).fetchone() == (stored * 50,)
