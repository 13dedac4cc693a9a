"""How far a batch of events was taken, kept together with what was taken."""

from collections.abc import Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.parts import NodePrincipal
from headframe.server.stores.ports.event_marks import EventMark, EventMarkStore
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_SEQUENCE = 2**62
"""No node ever sends so many batches; stores count in 63 bits."""


class EventPlace:
    """A place in one batch, from the store's mark on."""

    def __init__(
        self, marks: EventMarkStore, node: NodePrincipal, batch: gateway_pb2.EventBatch, mark: EventMark
    ) -> None:
        self._marks = marks
        self._node = node
        self._batch = batch
        self._mark = mark
        self._taken = mark.begin_at(batch.batch_sequence, len(batch.events))

    @property
    def is_whole(self) -> bool:
        """Whether every event has passed."""
        return self._mark.acknowledged >= self._batch.batch_sequence

    def next(self, count: int) -> Sequence[gateway_pb2.Event]:
        """The next events, at most so many."""
        return self._batch.events[self._taken : self._taken + count]

    async def passed(self, count: int) -> None:
        """Move the mark past so many. CONFLICT where another stream of the node did."""
        taken = self._taken + count
        whole = taken >= len(self._batch.events)
        mark = EventMark(self._batch.batch_sequence, whole, 0 if whole else taken)
        node, marks = self._node, self._marks
        if not await marks.move_event_mark(node.org_id, node.node_id, mark, before=self._mark):
            raise HeadframeError(Code.CONFLICT, "another stream of this node brought these events")
        self._mark, self._taken = mark, taken
