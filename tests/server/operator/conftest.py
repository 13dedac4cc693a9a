"""A populated world for each test, on memory stores unless a module asks for more engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.server.stores.opening import open_stores
from tests.server.operator.operator_world import Client, World


@pytest.fixture
def engine() -> str:
    """Which stores; a module that overrides this with parameters runs on each."""
    return "memory"


@pytest.fixture
async def world(engine: str, tmp_path: Path) -> AsyncIterator[World]:
    if engine == "memory":
        yield await World().populate()
        return
    async with open_stores(f"sqlite:///{tmp_path}/data") as stores:
        yield await World(stores=stores).populate()


@pytest.fixture
async def admin(world: World) -> AsyncIterator[Client]:
    async with await world.signed_in() as client:
        yield client
