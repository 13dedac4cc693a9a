# ruff: noqa: D102 - what each method promises is written at its port
"""Devices that a node's list still knows and a restored database does not."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from headframe.core.ownership import OwnedDevice
from headframe.server.stores.memory.device_lists import MemoryDeviceLists
from headframe.server.stores.memory.state import MemoryDevice
from headframe.server.stores.rules.found import as_found
from headframe.server.stores.rules.lookups import found


class MemoryDeviceReturns(MemoryDeviceLists):
    """The part of DeviceStore for lists that are newer than the database."""

    async def bring_back(
        self, org_id: int, node_id: int, devices: Sequence[OwnedDevice], *, now_ms: int
    ) -> Sequence[int]:
        node = self._state.nodes.get(node_id)
        found(node if node and node.org_id == org_id else None, "node", node_id)
        by_key = {device.key: device.id for device in self._state.devices_of(org_id)}
        for each in devices:
            if each.device_key not in by_key:
                by_key[each.device_key] = self._add_again(org_id, node_id, each, now_ms)
        ids = [by_key[each.device_key] for each in devices]
        self._state.changes.note(org_id, ids)
        return ids

    def _add_again(self, org_id: int, node_id: int, owned: OwnedDevice, now_ms: int) -> int:
        state, seen = self._state, as_found(owned)
        following = next(state.ids)
        device_id = owned.device_id if owned.device_id not in state.devices else following
        state.ids = itertools.count(max(following, device_id) + 1)
        state.devices[device_id] = MemoryDevice(
            device_id, org_id, seen.key, seen.identity, seen.endpoint, seen.driver, node_id, now_ms
        )
        return device_id

    async def renumber_manifest(self, org_id: int, node_id: int, *, above: int) -> int:
        node = self._state.nodes.get(node_id)
        node = found(node if node and node.org_id == org_id else None, "node", node_id)
        version = max(node.ownership_version, above) + 1
        self._state.nodes[node_id] = replace(node, ownership_version=version)
        return version
