"""What reading and rolling up need of an engine. SQL text here holds only numbers and names of ours."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from headframe.server.stores.sql.database import Row


class Samples(Protocol):
    """Raw samples and rollups of one engine, in one consistent state."""

    bucket: str
    """The number of a raw sample's 5 minutes, as SQL of its columns."""

    async def fetch(self, query: str) -> Sequence[Row]:
        """All rows of a query."""
        ...

    def raw(self, columns: str, *, from_ms: int, to_ms: int, device_id: int | None = None) -> str | None:
        """A query of raw samples in from..to, of one device or all; None where there are none."""
        ...

    def numbers(self, values: Iterable[int]) -> str:
        """A table expression with one column `value`."""
        ...

    def steps(self, from_ms: int, to_ms: int, step_ms: int) -> str:
        """A table expression with one column `value`: from, from + step, .. below to."""
        ...


class WritableSamples(Samples, Protocol):
    """The same, in a transaction."""

    async def execute(self, statement: str) -> int:
        """Run a statement; how many rows it touched."""
        ...


class Source(Protocol):
    """Opens them."""

    def reading(self) -> AbstractAsyncContextManager[Samples]:
        """To read."""
        ...

    def rolling(self) -> AbstractAsyncContextManager[WritableSamples]:
        """A transaction to roll up in."""
        ...

    async def close_buckets(self, until_ms: int) -> None:
        """From now on samples before `until_ms` are late; samples being stored meanwhile are waited for."""
        ...

    async def raw_days(self) -> Sequence[int]:
        """Days with raw samples."""
        ...

    async def drop_days(self, days: Sequence[int], *, floor_ms: int) -> None:
        """Drop whole days of raw samples; none before `floor_ms` is taken in any more."""
        ...
