"""What the SQL stores need of an engine: transactions that run SQLAlchemy Core or SQL text.

Statements are spelt by SQLAlchemy and run by the driver; rows are read by column name.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeAlias

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

Values: TypeAlias = Mapping[str, Any]
NO_VALUES: Values = {}

FETCH_ROWS = 1000
"""Rows fetched at once where results are streamed."""


class Row(Protocol):
    """One row of a result."""

    def __getitem__(self, name: str | int) -> Any:
        """A column, by name or position."""
        ...

    def keys(self) -> Any:
        """Names of the columns."""
        ...


class Reading(Protocol):
    """A connection to read with."""

    async def rows(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Row]:
        """All rows of a query; `values` are those of its named `bindparam`s."""
        ...

    async def several(self, *questions: tuple[ClauseElement, Values]) -> Sequence[Sequence[Row]]:
        """The rows of several queries, asked at once and answered in their order."""
        ...

    async def column(self, statement: ClauseElement, values: Values = NO_VALUES) -> Sequence[Any]:
        """The first column of all rows of a query."""
        ...

    def stream(self, statement: ClauseElement) -> AsyncIterator[Row]:
        """The rows of a query, a thousand at a time."""
        ...


class Writing(Reading, Protocol):
    """A transaction to write in."""

    async def execute(self, statement: ClauseElement, values: Values = NO_VALUES) -> int:
        """Run a statement; how many rows it touched."""
        ...

    async def execute_many(self, statement: ClauseElement, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each set of values of its `bindparam`s, by the commit at the latest."""
        ...

    async def touch(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Tell watchers, once this commits, that rows of devices changed."""
        ...


class Database(Protocol):
    """One engine."""

    @property
    def dialect(self) -> Dialect:
        """How its SQL is spelt."""
        ...

    @property
    def row_lock(self) -> bool:
        """Whether rows are locked one by one; otherwise writers take turns as it is."""
        ...

    def read(self) -> AbstractAsyncContextManager[Reading]:
        """A connection whose queries each see the newest state."""
        ...

    def glance(self) -> AbstractAsyncContextManager[Reading]:
        """The same for questions that an index answers at once, for a few rows; for no others.

        SQLite answers them without a thread, and the event loop waits meanwhile.
        """
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Reading]:
        """A connection whose queries all see the same state."""
        ...

    def write(self) -> AbstractAsyncContextManager[Writing]:
        """A transaction; an exception undoes it.

        Raises:
            HeadframeError: STORAGE_FULL or STORAGE_UNAVAILABLE; nothing was written.
            UniqueViolationError, ReferenceViolationError: a constraint refused it; nothing was written.
        """
        ...

    def together(self) -> AbstractAsyncContextManager[None]:
        """Writes of the caller in the block commit as one, or not at all."""
        ...
