"""The stores under test: every test of this folder that takes `stores` runs on each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores

ENGINES = ("memory",)


@pytest.fixture(params=ENGINES)
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(open_stores("memory:"))
