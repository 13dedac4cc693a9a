"""Ready or not, and in words why not: the store, the link, the drivers."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import ManualClock, SystemClock
from headframe.kit.monitoring.health import ANSWER_SECONDS, GOOD_FOR_SECONDS, Health
from headframe.kit.monitoring.listening import MonitorListen
from headframe.kit.monitoring.monitor import monitoring
from headframe.node.control.upline import UpLine
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.plugins.discovery import Discovered
from headframe.node.plugins.host import PluginHost
from headframe.node.readiness import Readiness
from headframe.node.spool.spool import Spool
from headframe.node.uploads.outbox import OutboxConfig
from headframe.node.uploads.uploads import Uploads
from headframe.server.metrics import names as server
from tests.monitoring.apart import watched_node, watched_server
from tests.monitoring.scraping import eventually, health, scraped, value
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.programs import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


async def _well() -> str:
    return ""


async def test_a_part_that_has_not_started_is_named() -> None:
    checks = Health(ManualClock(), "server", "node")
    assert (await checks.verdict()).problems.keys() == {"server", "node"}
    with checks.running("server", store=_well):
        assert (await checks.verdict()).problems.keys() == {"node"}
        with checks.running("node"):
            assert (await checks.verdict()).body() == {"status": "ready", "problems": {}}
        assert (await checks.verdict()).status == 503


async def test_problems_are_told_in_their_own_words() -> None:
    async def full() -> str:
        raise HeadframeError(Code.STORAGE_FULL, "no room")

    async def silent() -> str:
        await asyncio.Event().wait()
        return ""

    checks = Health(ManualClock(), "server")
    with checks.running("server", store=full, slow=silent, fine=_well):
        problems = (await checks.verdict()).problems
    assert problems == {"store": "no room", "slow": f"gave no answer within {ANSWER_SECONDS:g} s"}


async def test_asking_often_costs_nothing() -> None:
    clock, asked = ManualClock(), 0

    async def count() -> str:
        nonlocal asked
        asked += 1
        return ""

    checks = Health(clock, "server")
    with checks.running("server", store=count):
        for _ in range(5):
            await checks.verdict()
        assert asked == 1
        clock.advance(GOOD_FOR_SECONDS)
        await checks.verdict()
        assert asked == 2


async def test_a_process_that_starts_lives_and_is_not_ready() -> None:
    listen = MonitorListen("127.0.0.1", free_port())
    async with monitoring(listen, "server", version="test", mode="server", clock=SystemClock()):
        assert await health(listen.url, "/health/live") == (200, {"status": "live"})
        status, body = await health(listen.url)
    assert (status, body["status"], body["problems"].keys()) == (503, "not ready", {"server"})


@pytest.mark.postgres
async def test_a_server_without_its_store_is_not_ready(tmp_path: Path, postgres: PostgresServer) -> None:
    dsn = await postgres.database()
    name = urlsplit(dsn).path.removeprefix("/")
    async with watched_server(tmp_path, database=dsn) as watched:
        ready = partial(health, watched.url)
        assert await eventually(ready, lambda told: told[0] == 200)
        await postgres._statement(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await postgres._statement(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        )
        _, body = await eventually(ready, lambda told: told[0] == 503)
        assert body["problems"].keys() == {"store"}
        assert await health(watched.url, "/health/live") == (200, {"status": "live"})
        assert server.DEVICES.name not in await scraped(watched.url)
        await postgres._statement(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert await eventually(ready, lambda told: told[0] == 200)
        assert value(await scraped(watched.url), server.DEVICES) == 0
    await postgres.drop(dsn)


async def test_a_node_without_its_server_is_not_ready(tmp_path: Path) -> None:
    async with watched_server(tmp_path) as watched, watched_node(watched, tmp_path) as url:
        ready = partial(health, url)
        assert await eventually(ready, lambda told: told[0] == 200)
        (node,) = await watched.door.stores.nodes.nodes(watched.door.org_id)
        await watched.door.services.standing.revoke(watched.door.admin, node.id)
        _, body = await eventually(ready, lambda told: told[0] == 503)
        assert body["problems"].keys() == {"control"}
        assert await health(url, "/health/live") == (200, {"status": "live"})


async def test_a_driver_that_takes_no_calls_is_named_with_its_error(tmp_path: Path) -> None:
    refused = Discovered((), {"twice": "claimed by two packages"})
    host = PluginHost(PluginHostConfig(), discovered=refused)
    async with Spool(tmp_path / "spool.db") as spool, host.running():
        uploads = Uploads(SystemClock(), spool, OutboxConfig(), lambda _device_id, _problem: None)
        checks = Readiness(UpLine(), host, uploads)
        assert await checks.plugins() == "twice is refused: claimed by two packages"
        assert await checks.spool() == ""
        assert "commands cannot come" in await checks.control()
