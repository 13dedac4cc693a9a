"""The stores under test: every test of this folder that takes `stores` runs on each of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores
from tests.support.postgres import PostgresServer, postgres_server

ENGINES = ("memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=ENGINES)
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        url = "memory:"
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/data"
        elif request.param == "postgres":
            server: PostgresServer = request.getfixturevalue("postgres")
            url = await server.database()
            stack.push_async_callback(server.drop, url)
        yield await stack.enter_async_context(open_stores(url))
