# ruff: noqa: D102 - what each method promises is written at its port
"""Transfers in a dictionary."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from headframe.core.devices import PairingStatus
from headframe.core.transfers import Transfer, has_let_go
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.state import MemoryState


class MemoryTransfers(Failing):
    """TransferStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state

    async def begin(self, org_id: int, transfers: Sequence[Transfer]) -> Sequence[int]:
        taken = [each for each in transfers if self._may_leave(org_id, each)]
        for node_id in {each.from_node_id for each in taken}:
            self._state.renew_manifest(node_id)
        for each in taken:
            version = self._state.nodes[each.from_node_id].ownership_version
            self._state.transfers[each.device_id] = replace(each, released_version=version)
        return self._noted(org_id, (each.device_id for each in taken))

    async def transfers(self, org_id: int, *, from_node_id: int | None = None) -> Sequence[Transfer]:
        mine = [each for each in self._state.transfers.values() if each.org_id == org_id]
        wanted = (each for each in mine if from_node_id in (None, each.from_node_id))
        return sorted(wanted, key=lambda each: each.device_id)

    async def cancel(self, org_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        wanted = set(device_ids)
        ended = self._end(org_id, lambda each: each.device_id in wanted)
        for node_id in {each.from_node_id for each in ended}:
            self._state.renew_manifest(node_id)
        return self._noted(org_id, (each.device_id for each in ended))

    async def vouch_off(self, org_id: int, from_node_id: int, *, at_ms: int | None) -> Sequence[int]:
        leaving = await self.transfers(org_id, from_node_id=from_node_id)
        for each in leaving:
            self._state.transfers[each.device_id] = replace(each, host_off_at_ms=at_ms)
        return [each.device_id for each in leaving]

    async def take_over(self, org_id: int, from_node_id: int, *, let_go_version: int) -> Sequence[Transfer]:
        def is_free(each: Transfer) -> bool:
            return each.from_node_id == from_node_id and has_let_go(each, applied_version=let_go_version)

        return self._hand_over(org_id, is_free)

    async def take_over_off(
        self, org_id: int, from_node_id: int, *, vouched_until_ms: int
    ) -> Sequence[Transfer]:
        def is_free(each: Transfer) -> bool:
            off_ms = each.host_off_at_ms
            return each.from_node_id == from_node_id and off_ms is not None and off_ms <= vouched_until_ms

        return self._hand_over(org_id, is_free)

    def _may_leave(self, org_id: int, transfer: Transfer) -> bool:
        device = self._state.device(org_id, transfer.device_id)
        mine = {node.id for node in self._state.nodes.values() if node.org_id == org_id}
        is_there = {transfer.from_node_id, transfer.to_node_id} <= mine
        is_owned = device is not None and device.node_id == transfer.from_node_id
        return is_there and is_owned and transfer.device_id not in self._state.transfers

    def _hand_over(self, org_id: int, is_free: Callable[[Transfer], bool]) -> Sequence[Transfer]:
        ended = self._end(org_id, is_free)
        for each in ended:
            device = self._state.devices[each.device_id]
            device.node_id, device.pairing, device.problem = each.to_node_id, PairingStatus.UNPAIRED, None
        for node_id in {each.to_node_id for each in ended}:
            self._state.renew_manifest(node_id)
        self._noted(org_id, (each.device_id for each in ended))
        return ended

    def _end(self, org_id: int, which: Callable[[Transfer], bool]) -> Sequence[Transfer]:
        every = sorted(self._state.transfers.values(), key=lambda each: each.device_id)
        ended = [each for each in every if each.org_id == org_id and which(each)]
        for each in ended:
            del self._state.transfers[each.device_id]
        return ended

    def _noted(self, org_id: int, device_ids: Iterable[int]) -> Sequence[int]:
        ids = [*device_ids]
        self._state.changes.note(org_id, ids)
        return ids
