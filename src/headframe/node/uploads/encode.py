"""Samples and events as batches of the spool, and as messages of the gateway."""

import zlib
from collections.abc import Sequence

from headframe.core.telemetry import Sample
from headframe.node.spool.records import Batch
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.convert.samples import columns_from_samples
from headframe.wire.gen.gateway.v1 import gateway_pb2

UNNUMBERED = 0

PACKED = b"\0"
"""Before a packed body. No message begins with it: there is no field 0."""
LEVEL = 1
"""Of zlib. Columns of like values pack well at the lowest already."""


class SampleForm:
    """Samples in columns, packed for the spool."""

    def batch(self, items: Sequence[Sample]) -> Batch:
        """Samples of any devices, in the order in which they were taken."""
        columns = columns_to_wire(columns_from_samples(items), batch_sequence=UNNUMBERED)
        times = [sample.at_ms for sample in items]
        body = PACKED + zlib.compress(columns.SerializeToString(), LEVEL)
        return Batch(0, len(items), min(times), max(times), body)

    def message(self, body: bytes, sequence: int) -> gateway_pb2.TelemetryUp:
        """The columns under their number."""
        message = gateway_pb2.TelemetryUp()
        message.batch.ParseFromString(zlib.decompress(body[1:]) if body.startswith(PACKED) else body)
        message.batch.batch_sequence = sequence
        return message


class EventForm:
    """Events in their order."""

    def batch(self, items: Sequence[gateway_pb2.Event]) -> Batch:
        """Events as they happened."""
        body = gateway_pb2.EventBatch(events=items).SerializeToString()
        return Batch(0, len(items), items[0].at_ms, items[-1].at_ms, body)

    def message(self, body: bytes, sequence: int) -> gateway_pb2.EventBatch:
        """The events under their number."""
        message = gateway_pb2.EventBatch.FromString(body)
        message.batch_sequence = sequence
        return message
