"""The node's two outboxes, and the sink that polling and execution write to."""

from collections.abc import Callable

from headframe.core.errors import Problem
from headframe.core.telemetry import Sample
from headframe.kit.clock import Clock
from headframe.node.uploads.encode import event_batch, telemetry_batch
from headframe.node.uploads.outbox import Outbox, OutboxConfig
from headframe.wire.gen.gateway.v1 import gateway_pb2

EVENTS_A_BATCH = 500


class Uploads:
    """Takes samples and events from anywhere in the node; never blocks.

    `on_moved(device_id, problem)` is told when polling suspects that a device has another address.
    """

    def __init__(self, clock: Clock, config: OutboxConfig, on_moved: Callable[[int, Problem], None]) -> None:
        self._clock = clock
        self._on_moved = on_moved
        self.telemetry: Outbox[Sample, gateway_pb2.TelemetryUp] = Outbox(telemetry_batch, config)
        self.events: Outbox[gateway_pb2.Event, gateway_pb2.EventBatch] = Outbox(
            event_batch, OutboxConfig(batch_items=EVENTS_A_BATCH, flush_seconds=config.flush_seconds)
        )

    def sample(self, sample: Sample) -> None:
        """A device's measurements."""
        self.telemetry.put(sample)

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        """Something changed on a device, or on the node (0); dated here."""
        event.device_id = device_id
        event.at_ms = self._clock.now_ms()
        self.events.put(event)

    def moved(self, device_id: int, problem: Problem) -> None:
        """A device may have another address."""
        self._on_moved(device_id, problem)

    def close(self) -> None:
        """Let the streams end once all was sent."""
        self.telemetry.close()
        self.events.close()

    async def sent(self) -> None:
        """Until the server has all."""
        await self.telemetry.sent()
        await self.events.sent()
