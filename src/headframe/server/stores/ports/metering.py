"""Who is told how long writes take, to be counted."""

from typing import Protocol

from headframe.core.errors import Code


class WriteMeter(Protocol):
    """Every method returns at once."""

    def written(self, seconds: float) -> None:
        """A transaction was committed, so long after it was begun."""
        ...

    def failed(self, code: Code) -> None:
        """The database refused a transaction, or lost it."""
        ...


class Unmeasured:
    """A `WriteMeter` that nobody reads."""

    def written(self, seconds: float) -> None:
        """Nothing."""

    def failed(self, code: Code) -> None:
        """Nothing."""


UNMEASURED = Unmeasured()
