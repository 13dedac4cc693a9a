"""What polling needs of the rest of the node."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from headframe.core.errors import Code, Problem
from headframe.core.telemetry import Sample
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2


class DeviceReader(Protocol):
    """Reads devices of one driver: a plugin's client."""

    def poll(
        self,
        targets: Sequence[driver_pb2.Target],
        *,
        depth: driver_pb2.PollDepth,
        device_timeout_ms: int,
        max_concurrency: int,
    ) -> AsyncIterator[driver_pb2.PollResult]:
        """One result a target, as they finish. Raises HeadframeError PLUGIN_UNAVAILABLE."""
        ...


class Readers(Protocol):
    """Finds the reader of a driver."""

    def reader(self, driver: str) -> DeviceReader | None:
        """The driver's reader; None when no such plugin is configured."""
        ...


class PollSink(Protocol):
    """Where answers go. Every method returns at once."""

    def sample(self, sample: Sample) -> None:
        """A device's measurements."""
        ...

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        """A change: contact, details, faults. `event` carries no device and no time yet."""
        ...

    def moved(self, device_id: int, problem: Problem) -> None:
        """Another device answers at this one's address, or nothing does for long: look for it."""
        ...


class PollMeter(Protocol):
    """Is told of every poll. Every method returns at once."""

    def polled(self, driver: str, *, full: bool, seconds: float) -> None:
        """A plugin answered for a device, with a sample or with what was wrong."""
        ...

    def failed(self, driver: str, code: Code, polls: int = 1) -> None:
        """Polls gave no sample."""
        ...


class Unmeasured:
    """A `PollMeter` that nobody reads."""

    def polled(self, driver: str, *, full: bool, seconds: float) -> None:
        """Nothing."""

    def failed(self, driver: str, code: Code, polls: int = 1) -> None:
        """Nothing."""


UNMEASURED = Unmeasured()
