"""Several writes of one caller in one transaction, so that they share its commit."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from headframe.core.errors import Code, HeadframeError
from headframe.server.stores.ports.metering import UNMEASURED, WriteMeter

Tx = TypeVar("Tx")

DATABASE_FAILED = frozenset({Code.STORAGE_FULL, Code.STORAGE_UNAVAILABLE})
"""What the database itself is to blame for; any other problem is of who writes."""


class Joining(Generic[Tx]):
    """Hands out transactions of `begin`, and within `together` the one that is open already.

    What fails within `together` undoes all of it. Start no task in such a block: it would inherit the
    transaction and outlive it.
    """

    def __init__(
        self, begin: Callable[[], AbstractAsyncContextManager[Tx]], meter: WriteMeter = UNMEASURED
    ) -> None:
        self._begin = begin
        self._meter = meter
        self._open: ContextVar[Tx | None] = ContextVar("open transaction", default=None)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction, or the caller's present one."""
        present = self._open.get()
        if present is not None:
            yield present
            return
        began = time.perf_counter()
        try:
            async with self._begin() as fresh:
                yield fresh
        except HeadframeError as error:
            if error.code in DATABASE_FAILED:
                self._meter.failed(error.code)
            raise
        self._meter.written(time.perf_counter() - began)

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Everything written in the block commits at its end, or not at all."""
        async with self.write() as tx:
            token = self._open.set(tx)
            try:
                yield
            finally:
                self._open.reset(token)
