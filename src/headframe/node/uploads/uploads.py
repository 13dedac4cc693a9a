"""The node's two outboxes, and the sink that polling and execution write to."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from headframe.core.errors import Problem
from headframe.core.telemetry import Sample
from headframe.kit.clock import Clock
from headframe.node.spool.records import Loss, Stream
from headframe.node.spool.spool import Spool
from headframe.node.uploads.encode import EventForm, SampleForm
from headframe.node.uploads.outbox import Outbox, OutboxConfig
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

EVENTS_A_BATCH = 500


class Uploads:
    """Takes samples and events from anywhere in the node; never blocks. `run` sends them on their way.

    `on_moved(device_id, problem)` is told when polling suspects that a device has another address.
    """

    def __init__(
        self, clock: Clock, spool: Spool, config: OutboxConfig, on_moved: Callable[[int, Problem], None]
    ) -> None:
        self._clock = clock
        self._on_moved = on_moved
        self.spool = spool
        self.telemetry: Outbox[Sample, gateway_pb2.TelemetryUp] = Outbox(
            Stream.SAMPLES, SampleForm(), spool, config, newest_first=True, on_loss=self._samples_lost
        )
        self.events: Outbox[gateway_pb2.Event, gateway_pb2.EventBatch] = Outbox(
            Stream.EVENTS,
            EventForm(),
            spool,
            replace(config, batch_items=EVENTS_A_BATCH),
            newest_first=False,
            on_loss=_events_lost,
        )

    async def run(self) -> None:
        """Write to the spool until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.telemetry.run())
            group.create_task(self.events.run())

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

    def _samples_lost(self, loss: Loss) -> None:
        lost = gateway_pb2.SpoolLoss(samples_dropped=loss.items, from_ms=loss.first_ms, to_ms=loss.last_ms)
        self.event(0, gateway_pb2.Event(spool_loss=lost))


def _events_lost(loss: Loss) -> None:
    log.error("events_lost", events=loss.items, from_ms=loss.first_ms, to_ms=loss.last_ms)
