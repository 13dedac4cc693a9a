# ruff: noqa: D102 - what each method promises is written at its port
"""Devices in a dictionary: discovery, ownership and what nodes report beside samples."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.fleet import FoundDevice
from headframe.core.open_faults import settle
from headframe.core.reports import ContactReport, DetailsReport, DeviceReport, FaultsReport, PairingReport
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import DeviceSettings, Fault
from headframe.server.stores.memory.device_returns import MemoryDeviceReturns
from headframe.server.stores.memory.state import MemoryDevice
from headframe.server.stores.ports.devices import OwnedTarget
from headframe.server.stores.rules.found import merged_capabilities, merged_identity, refreshed_endpoint
from headframe.server.stores.rules.lookups import found as existing


class MemoryDevices(MemoryDeviceReturns):
    """DeviceStore."""

    async def record_found(
        self, org_id: int, node_id: int, found: Sequence[FoundDevice], *, now_ms: int
    ) -> Sequence[int]:
        by_key = {device.key: device for device in self._state.devices_of(org_id)}
        ids = []
        for each in found:
            device = by_key.get(each.key) or self._add(org_id, node_id, each, now_ms)
            by_key[each.key] = device
            with self._told_to_node(device):
                self._refresh(device, node_id, each)
            ids.append(device.id)
        self._state.changes.note(org_id, ids)
        return ids

    def _add(self, org_id: int, node_id: int, found: FoundDevice, now_ms: int) -> MemoryDevice:
        device = MemoryDevice(
            next(self._state.ids),
            org_id,
            found.key,
            found.identity,
            found.endpoint,
            found.driver,
            node_id,
            now_ms,
        )
        self._state.devices[device.id] = device
        return device

    def _refresh(self, device: MemoryDevice, node_id: int, found: FoundDevice) -> None:
        device.identity = merged_identity(device.identity, found.identity)
        device.capabilities = merged_capabilities(device.capabilities, found.capabilities)
        device.endpoint = refreshed_endpoint(device.endpoint, found, owner=device.node_id, finder=node_id)
        if device.node_id in (None, node_id):
            device.driver = found.driver
            device.seen_by = node_id

    async def claim(self, org_id: int, node_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        node = self._state.nodes.get(node_id)
        node = existing(node if node and node.org_id == org_id else None, "node", node_id)
        devices = (self._state.device(org_id, device_id) for device_id in dict.fromkeys(device_ids))
        claimed = [device for device in devices if device is not None and device.node_id is None]
        for device in claimed:
            device.node_id = node_id
        self._bump({node_id} if claimed else set())
        self._state.changes.note(org_id, (device.id for device in claimed))
        return [device.id for device in claimed]

    async def release(self, org_id: int, device_ids: Sequence[int]) -> None:
        owned = [d for i in device_ids if (d := self._state.device(org_id, i)) and d.node_id is not None]
        self._bump({device.node_id for device in owned if device.node_id is not None})
        for device in owned:
            device.node_id = None
            self._state.transfers.pop(device.id, None)
        self._state.changes.note(org_id, (device.id for device in owned))

    @contextmanager
    def _told_to_node(self, device: MemoryDevice) -> Iterator[None]:
        """A new version of the owner's manifest, where it says something else afterwards."""
        before = _in_manifest(device)
        yield
        if device.node_id is not None and _in_manifest(device) != before:
            self._bump({device.node_id})

    def _bump(self, node_ids: set[int]) -> None:
        for node_id in node_ids:
            self._state.renew_manifest(node_id)

    async def manifest(self, org_id: int, node_id: int) -> tuple[int, Sequence[OwnedTarget]]:
        node = self._state.nodes.get(node_id)
        node = existing(node if node and node.org_id == org_id else None, "node", node_id)
        mine = (device for device in self._state.devices_of(org_id) if device.node_id == node_id)
        owned = (device for device in mine if device.id not in self._state.transfers)
        return node.ownership_version, [
            OwnedTarget(d.id, d.key, d.identity, d.endpoint, d.driver, d.pairing) for d in owned
        ]

    async def owners(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, int]:
        devices = (self._state.device(org_id, device_id) for device_id in device_ids)
        return {device.id: device.node_id for device in devices if device and device.node_id is not None}

    async def forget(self, org_id: int, device_ids: Sequence[int]) -> int:
        devices = [d for i in set(device_ids) if (d := self._state.device(org_id, i))]
        if any(device.node_id is not None for device in devices):
            raise HeadframeError(Code.CONFLICT, "a node owns one of these miners: release it first")
        for device in devices:
            del self._state.devices[device.id]
            for members in self._state.members.values():
                members.discard(device.id)
        self._state.changes.note(org_id, (device.id for device in devices))
        return len(devices)

    async def rename(self, org_id: int, device_id: int, name: str) -> None:
        self._changing(org_id, device_id).chosen_name = name

    async def record_pairing(
        self,
        org_id: int,
        device_id: int,
        status: PairingStatus,
        *,
        problem: Problem | None = None,
        identity: Identity | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        device = self._changing(org_id, device_id)
        device.pairing, device.problem = status, problem
        if identity is not None:
            with self._told_to_node(device):
                device.identity = merged_identity(device.identity, identity)
        if capabilities is not None:
            device.capabilities = merged_capabilities(device.capabilities, capabilities)

    async def record_details(
        self,
        org_id: int,
        device_id: int,
        *,
        identity: Identity,
        capabilities: Capabilities,
        settings: DeviceSettings,
        at_ms: int,
    ) -> None:
        device = self._changing(org_id, device_id)
        with self._told_to_node(device):
            device.identity = merged_identity(device.identity, identity)
        device.capabilities = merged_capabilities(device.capabilities, capabilities)
        if at_ms >= device.details_at_ms:
            device.settings, device.details_at_ms = settings, at_ms

    async def record_faults(
        self, org_id: int, device_id: int, faults: Sequence[Fault], *, at_ms: int
    ) -> None:
        device = self._changing(org_id, device_id)
        if at_ms < device.faults_at_ms:
            return
        changes = settle(device_id, device.faults, faults, at_ms=at_ms)
        device.faults = [*changes.renewed, *changes.opened]
        device.past_faults.extend(changes.closed)
        device.faults_at_ms = at_ms

    async def record_reports(self, org_id: int, reports: Sequence[DeviceReport]) -> Collection[int]:
        for report in reports:
            existing(self._state.device(org_id, report.device_id), "miner", report.device_id)
        before = {node.id: node.ownership_version for node in self._state.nodes.values()}
        await self._take(org_id, reports)
        return [node.id for node in self._state.nodes.values() if node.ownership_version > before[node.id]]

    async def _take(self, org_id: int, reports: Sequence[DeviceReport]) -> None:
        for each in reports:
            match each:
                case PairingReport():
                    await self.record_pairing(
                        org_id,
                        each.device_id,
                        each.status,
                        problem=each.problem,
                        identity=each.identity,
                        capabilities=each.capabilities,
                    )
                case DetailsReport():
                    await self.record_details(
                        org_id,
                        each.device_id,
                        identity=each.identity,
                        capabilities=each.capabilities,
                        settings=each.settings,
                        at_ms=each.at_ms,
                    )
                case FaultsReport():
                    await self.record_faults(org_id, each.device_id, each.faults, at_ms=each.at_ms)
                case ContactReport():
                    await self.record_contact(
                        org_id,
                        each.device_id,
                        reachable=each.reachable,
                        problem=each.problem,
                        endpoint=each.endpoint,
                        at_ms=each.at_ms,
                    )

    async def record_contact(
        self,
        org_id: int,
        device_id: int,
        *,
        reachable: bool,
        problem: Problem | None,
        endpoint: Endpoint | None,
        at_ms: int,
    ) -> None:
        device = self._changing(org_id, device_id)
        device.problem = problem
        if reachable:
            device.lost_at_ms = None
        elif device.lost_at_ms is None:
            device.lost_at_ms = at_ms
        if endpoint is not None:
            with self._told_to_node(device):
                device.endpoint = endpoint

    async def expect_transition(
        self, org_id: int, device_id: int, status: str, *, until_ms: int, since_ms: int | None = None
    ) -> None:
        device = self._changing(org_id, device_id)
        last_report_ms = device.sample.at_ms if device.sample else 0
        device.transition = DeviceStatus(status)
        device.transition_since_ms = last_report_ms if since_ms is None else since_ms
        device.transition_until_ms = until_ms

    async def set_curtailed(self, org_id: int, device_id: int, *, curtailed: bool) -> None:
        self._changing(org_id, device_id).curtailed = curtailed

    def _changing(self, org_id: int, device_id: int) -> MemoryDevice:
        device = existing(self._state.device(org_id, device_id), "miner", device_id)
        self._state.changes.note(org_id, (device_id,))
        return device


def _in_manifest(device: MemoryDevice) -> tuple[object, ...]:
    who = device.identity
    return who.mac, who.serial, who.model, who.firmware, device.endpoint, device.driver
