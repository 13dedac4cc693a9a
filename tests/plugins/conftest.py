"""The plugin host on the event loop that a node runs on."""

from typing import Any

import pytest


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": True}
