"""What a driver is: one class with these methods, offered under the entry-point group `headframe.drivers`.

Messages are the wire's own (`proto/headframe/driver/v1/driver.proto` documents each field), so that a
sample is built once, in the driver, and never copied into another shape before it leaves the process.

Rules every driver keeps:
- One call concerns one device. `serve` does batches, concurrency, deadlines and cancellation.
- A failure is raised as a `DeviceError`; a value the device does not give stays unset, never 0.
- A method may be cancelled at any await: leave no half-open session behind.
- Reads change nothing on the device. Writes check the device's identity first where `Target.expected_mac`
  or `expected_serial` is set, and read back what they changed where the device allows.
- After the first byte of a write is out, a lost answer is `OutcomeUnknownError`, not a timeout.
- Credentials are used and forgotten: not logged, not kept beyond the session they open, not in messages.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

CONTRACT_VERSION = 1
"""Version of the driver contract that this SDK speaks."""

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""The most a driver reads of one answer of a device before it gives up with `ProtocolError`."""


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that the device carried out.

    `verified` tells that the effect was read back; `detail` is what was read, for people.
    """

    verified: bool
    detail: str = ""
    sample: miner_pb2.Sample | None = None


class Driver(Protocol):
    """Speaks to one or more makes of miner. Built once a plugin process, inside its event loop."""

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """Name, ports to scan for, capabilities by driver and model, vendors' default accounts."""
        ...

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """Identify what stands at an address, without credentials; None when it is not ours."""
        ...

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """Prove that the target's credentials work by a read that needs them."""
        ...

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """Read one device. `serve` fills in `device_key`, `duration_ms` and `at_ms`."""
        ...

    async def execute(
        self,
        target: driver_pb2.Target,
        command: miner_pb2.CommandPayload,
        secrets: Sequence[str],
    ) -> Executed:
        """Carry out one command. `secrets` holds opened passwords in the order of the payload's own."""
        ...

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """The device's logs, at most `max_bytes` in all."""
        ...

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image; ends with STAGE_DONE once the new version was read back."""
        ...

    async def close(self) -> None:
        """Let go of sessions and sockets."""
        ...
