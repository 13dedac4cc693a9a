"""Open the stores that a URL names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports import Stores

MEMORY_URL = "memory:"


@asynccontextmanager
async def open_stores(url: str) -> AsyncIterator[Stores]:
    """Stores in memory ("memory:").

    Raises:
        HeadframeError: INVALID_REQUEST for another URL; STORAGE_FULL or STORAGE_UNAVAILABLE.
    """
    if url != MEMORY_URL:
        raise HeadframeError(Code.INVALID_REQUEST, "a store is memory:, sqlite:///directory or postgresql://")
    yield memory_stores()
