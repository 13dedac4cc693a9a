# ruff: noqa: D102 - what each method promises is written at its port
"""Marks of events in a dictionary."""

from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.ports.event_marks import EventMark


class MemoryEventMarks(Failing):
    """EventMarkStore."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[tuple[int, int], EventMark] = {}

    async def event_mark(self, org_id: int, node_id: int) -> EventMark:
        return self._marks.get((org_id, node_id), EventMark())

    async def move_event_mark(self, org_id: int, node_id: int, mark: EventMark, *, before: EventMark) -> bool:
        if await self.event_mark(org_id, node_id) != before:
            return False
        self._marks[org_id, node_id] = mark
        return True
