# ruff: noqa: D102 - what each method promises is written at its port
"""How devices stand, and conflicts, in dictionaries."""

from collections.abc import Mapping, Sequence

from headframe.core.reconcile.conflicts import Conflict, Decision, resolved
from headframe.core.reconcile.revisions import Revision
from headframe.core.reconcile.standing import DeviceStanding, Standing, newer
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.state import MemoryState
from headframe.server.stores.ports.reconciliation import ConflictQuery
from headframe.server.stores.rules.lookups import found


class MemoryReconciliation(Failing):
    """ReconciliationStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state
        self._standings: dict[tuple[int, int], Standing] = {}
        self._conflicts: dict[tuple[int, str], Conflict] = {}

    async def record_standings(
        self, org_id: int, node_id: int, standings: Sequence[DeviceStanding]
    ) -> Sequence[DeviceStanding]:
        news = {}
        for each in standings:
            key = (each.device_id, node_id)
            if self._owns(org_id, node_id, each.device_id) and newer(self._standings.get(key), each.standing):
                self._standings[key] = each.standing
                news[each.device_id] = each
        return list(news.values())

    async def standing(self, org_id: int, device_id: int) -> Standing | None:
        device = self._state.device(org_id, device_id)
        if device is None or device.node_id is None:
            return None
        return self._standings.get((device_id, device.node_id))

    async def revisions(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Revision]:
        standings = {device_id: await self.standing(org_id, device_id) for device_id in device_ids}
        return {device_id: each.revision for device_id, each in standings.items() if each}

    async def add_conflicts(
        self, org_id: int, node_id: int, conflicts: Sequence[Conflict]
    ) -> Sequence[Conflict]:
        news = {
            (org_id, each.id): each
            for each in conflicts
            if self._owns(org_id, node_id, each.device_id) and (org_id, each.id) not in self._conflicts
        }
        self._conflicts.update(news)
        return list(news.values())

    async def conflict(self, org_id: int, conflict_id: str) -> Conflict | None:
        return self._conflicts.get((org_id, conflict_id))

    async def conflicts(self, org_id: int, query: ConflictQuery) -> tuple[Sequence[Conflict], int]:
        matching = [
            each
            for (its_org, _), each in self._conflicts.items()
            if its_org == org_id
            and query.state in (None, each.state)
            and query.device_id in (None, each.device_id)
        ]
        matching.sort(key=lambda each: (each.at_ms, each.id), reverse=True)
        return matching[query.offset : query.offset + query.limit], len(matching)

    async def resolve(self, org_id: int, conflict_id: str, decision: Decision) -> Conflict:
        conflict = found(await self.conflict(org_id, conflict_id), "conflict", conflict_id)
        decided = resolved(conflict, decision)
        self._conflicts[org_id, conflict_id] = decided
        return decided

    def _owns(self, org_id: int, node_id: int, device_id: int) -> bool:
        device = self._state.device(org_id, device_id)
        return device is not None and device.node_id == node_id
