"""Who is told what the gateway does, to be counted."""

from typing import Protocol

from headframe.core.commands.records import CommandRecord
from headframe.core.errors import Code
from headframe.server.stores.ports.telemetry import Ingested


class GatewayMeter(Protocol):
    """Every method returns at once."""

    def batch_stored(self, result: Ingested, seconds: float) -> None:
        """A batch of samples is in the store, or was before."""
        ...

    def command_ended(self, record: CommandRecord, *, now_ms: int) -> None:
        """A command has its outcome, stored now."""
        ...

    def call_refused(self, code: Code) -> None:
        """A call of a node ended in a problem."""
        ...


class Unmeasured:
    """A `GatewayMeter` that nobody reads."""

    def batch_stored(self, result: Ingested, seconds: float) -> None:
        """Nothing."""

    def command_ended(self, record: CommandRecord, *, now_ms: int) -> None:
        """Nothing."""

    def call_refused(self, code: Code) -> None:
        """Nothing."""


UNMEASURED = Unmeasured()
