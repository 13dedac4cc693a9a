"""Batches as the gateway wants them."""

from collections.abc import Sequence

from headframe.core.telemetry import Sample
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.convert.samples import columns_from_samples
from headframe.wire.gen.gateway.v1 import gateway_pb2


def telemetry_batch(samples: Sequence[Sample], sequence: int) -> gateway_pb2.TelemetryUp:
    """Samples in columns."""
    return gateway_pb2.TelemetryUp(
        batch=columns_to_wire(columns_from_samples(samples), batch_sequence=sequence)
    )


def event_batch(events: Sequence[gateway_pb2.Event], sequence: int) -> gateway_pb2.EventBatch:
    """Events in order."""
    return gateway_pb2.EventBatch(batch_sequence=sequence, events=events)
