"""The world of these tests."""

from pathlib import Path

import pytest

from tests.server.services.enrollment.enrolling import World, world_at


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await world_at(tmp_path)
