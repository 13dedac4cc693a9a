"""The stores under test: every test of this folder that takes `stores` runs on each of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores

ENGINES = ("memory", "sqlite")


@pytest.fixture(params=ENGINES)
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/data"
    async with open_stores(url) as opened:
        yield opened
