# ruff: noqa: D102 - what each method promises is written at its port
"""Lists, counts and details of devices out of memory."""

from collections.abc import AsyncIterator, Mapping, Sequence

from headframe.core.capabilities import Capabilities
from headframe.core.fleet import DeviceDetail, DeviceRow, FleetSummary
from headframe.core.lists.facets import facet_field
from headframe.core.lists.selecting import facet_counts, summed
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.rows import device_row, selected
from headframe.server.stores.memory.state import MemoryState
from headframe.server.stores.ports.devices import DeviceQuery, Moment


class MemoryDeviceLists(Failing):
    """The reading half of DeviceStore."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__()
        self._state = state

    async def window(
        self, org_id: int, query: DeviceQuery, *, offset: int, limit: int
    ) -> tuple[Sequence[DeviceRow], int]:
        rows = [row for row, _ in selected(self._state, org_id, query)]
        return rows[offset : offset + limit], len(rows)

    async def export(self, org_id: int, query: DeviceQuery) -> AsyncIterator[DeviceRow]:
        for row, _ in selected(self._state, org_id, query):
            yield row

    async def ids(self, org_id: int, query: DeviceQuery) -> Sequence[int]:
        return [row.id for row, _ in selected(self._state, org_id, query)]

    async def rows(self, org_id: int, device_ids: Sequence[int], moment: Moment) -> Sequence[DeviceRow]:
        devices = (self._state.device(org_id, device_id) for device_id in device_ids)
        return [device_row(self._state, device, moment) for device in devices if device]

    async def detail(self, org_id: int, device_id: int, moment: Moment) -> DeviceDetail | None:
        device = self._state.device(org_id, device_id)
        if device is None:
            return None
        return DeviceDetail(
            device_row(self._state, device, moment),
            device.capabilities,
            device.settings,
            tuple(sorted(device.faults, key=lambda fault: (-fault.severity.rank, fault.first_seen_ms))),
            device.sample.components if device.sample else b"",
            device.details_at_ms or None,
        )

    async def capabilities(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Capabilities]:
        devices = (self._state.device(org_id, device_id) for device_id in device_ids)
        return {device.id: device.capabilities for device in devices if device}

    async def summary(self, org_id: int, query: DeviceQuery) -> FleetSummary:
        rows = [row for row, _ in selected(self._state, org_id, query, in_order=False)]
        return summed(rows)

    async def facet(self, org_id: int, query: DeviceQuery, field: str) -> Mapping[str, int]:
        column = facet_field(field).column
        return facet_counts(selected(self._state, org_id, query, in_order=False), column)

    async def changed_since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        return self._state.changes.since(org_id, after, limit=limit)
