# ruff: noqa: D102 - what each method promises is written at its port
"""The activity log in a list."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace

from headframe.core.activity import Activity
from headframe.core.audit.entries import activity_entry
from headframe.server.stores.memory.audit import MemoryAudit
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.ports.activity import ActivityQuery


class MemoryActivity(Failing):
    """ActivityStore."""

    def __init__(self, audit: MemoryAudit) -> None:
        super().__init__()
        self._audit = audit
        self._entries: list[Activity] = []
        audit.noting(self._add)

    async def append(self, entries: Sequence[Activity]) -> None:
        self._add(entries)

    def _add(self, entries: Sequence[Activity]) -> None:
        first = len(self._entries) + 1
        self._entries.extend(replace(entry, id=first + i) for i, entry in enumerate(entries))
        for entry in entries:
            self._audit.extend_own(entry.org_id, [activity_entry(entry)], entry.received_at_ms)

    async def page(self, org_id: int, query: ActivityQuery) -> Sequence[Activity]:
        matching = self._matching(org_id, query)
        return [entry for entry, _ in zip(matching, range(query.limit), strict=False)]

    async def export(self, org_id: int, query: ActivityQuery) -> AsyncIterator[Activity]:
        for entry in list(self._matching(org_id, query)):
            yield entry

    def _matching(self, org_id: int, query: ActivityQuery) -> Iterator[Activity]:
        return (e for e in reversed(self._entries) if e.org_id == org_id and _matches(e, query))


def _matches(entry: Activity, query: ActivityQuery) -> bool:
    wanted = (
        (query.device_id, entry.device_id),
        (query.node_id, entry.node_id),
        (query.batch_id, entry.batch_id),
        (query.actor_id, entry.actor.id),
    )
    return (
        all(want is None or want == have for want, have in wanted)
        and (query.before_id is None or entry.id < query.before_id)
        and (query.from_ms is None or entry.at_ms >= query.from_ms)
        and (query.to_ms is None or entry.at_ms < query.to_ms)
        and entry.verb.startswith(query.verb_prefix)
        and query.text.casefold() in f"{entry.summary}\n{entry.actor.display_name}".casefold()
    )
