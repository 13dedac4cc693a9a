"""A populated world for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.server.operator.operator_world import Client, World


@pytest.fixture
async def world() -> World:
    return await World().populate()


@pytest.fixture
async def admin(world: World) -> AsyncIterator[Client]:
    async with await world.signed_in() as client:
        yield client
