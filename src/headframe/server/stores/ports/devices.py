"""Devices: discovery results, ownership, current state, lists."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Problem
from headframe.core.filters.syntax import Filter
from headframe.core.fleet import DeviceDetail, DeviceRow, FleetSummary, FoundDevice
from headframe.core.ownership import OwnedDevice
from headframe.core.reports import DeviceReport
from headframe.core.telemetry import DeviceSettings, Fault


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked: status depends on it. Ages are judged against these bounds."""

    now_ms: int
    offline_after_ms: int
    node_lost_after_ms: int

    @classmethod
    def regardless_of_status(cls, now_ms: int) -> "Moment":
        """For questions about names and places, which have none."""
        return cls(now_ms, offline_after_ms=0, node_lost_after_ms=0)


@dataclass(frozen=True, slots=True)
class DeviceQuery:
    """Which devices, in which order. `sort` is a key of `core.filters` fields; unknown values come last.

    Ties are broken by id, so that windows of one unchanged fleet never overlap or miss.
    """

    moment: Moment
    filter: Filter | None = None
    sort: str = "name"
    descending: bool = False
    exclude: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnedTarget:
    """What a node must know of a device it owns."""

    device_id: int
    key: str
    identity: Identity
    endpoint: Endpoint
    driver: str
    pairing: PairingStatus


class DeviceStore(Protocol):
    """Devices of one organisation."""

    async def record_found(
        self, org_id: int, node_id: int, found: Sequence[FoundDevice], *, now_ms: int
    ) -> Sequence[int]:
        """Insert or refresh by key; ids in the order given. Never changes ownership or pairing.

        An owned device's endpoint is refreshed only when its owner reports it.
        """
        ...

    async def claim(self, org_id: int, node_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        """Make a node the owner of unowned devices; ids that became its own. Bumps its manifest version."""
        ...

    async def release(self, org_id: int, device_ids: Sequence[int]) -> None:
        """End ownership. Bumps the former owners' manifest versions."""
        ...

    async def manifest(self, org_id: int, node_id: int) -> tuple[int, Sequence[OwnedTarget]]:
        """Version and complete list of what a node owns, without what leaves it (see `TransferStore`)."""
        ...

    async def owners(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, int]:
        """Owner of each device that has one."""
        ...

    async def bring_back(
        self, org_id: int, node_id: int, devices: Sequence[OwnedDevice], *, now_ms: int
    ) -> Sequence[int]:
        """Insert devices of a node's own list by key where they are not known; ids in the order given.

        A new one gets the id that it has on the list, unless another device has that. Owners stay as they
        are.
        """
        ...

    async def renumber_manifest(self, org_id: int, node_id: int, *, above: int) -> int:
        """Give a node's manifest a new version, above a given one and all before. Durable."""
        ...

    async def forget(self, org_id: int, device_ids: Sequence[int]) -> int:
        """Remove unowned devices; how many. CONFLICT when one is owned."""
        ...

    async def rename(self, org_id: int, device_id: int, name: str) -> None:
        """Give a device a name of people's choice; empty returns to the default."""
        ...

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
        """Note the outcome of pairing, and what it revealed.

        Where what a manifest says of the device changes, its owner's gets a new version; so too below.
        """
        ...

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
        """Note a full poll's findings."""
        ...

    async def record_faults(
        self, org_id: int, device_id: int, faults: Sequence[Fault], *, at_ms: int
    ) -> None:
        """The whole set of open faults: new ones open, missing ones close."""
        ...

    async def record_reports(self, org_id: int, reports: Sequence[DeviceReport]) -> Collection[int]:
        """Take many reports, in order, all or none: what the four methods around do one by one.

        At most one FaultsReport a device. The nodes whose manifests have a new version.
        """
        ...

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
        """Note that a node reaches, or no longer reaches, a device."""
        ...

    async def expect_transition(
        self, org_id: int, device_id: int, status: str, *, until_ms: int, since_ms: int | None = None
    ) -> None:
        """REBOOTING or UPDATING until a report from after it, or until then.

        `since_ms` is when it began (see `core.status.ends_transition`); the last report's time by default.
        """
        ...

    async def set_curtailed(self, org_id: int, device_id: int, *, curtailed: bool) -> None:
        """Note that a curtailment took effect or was lifted."""
        ...

    async def window(
        self, org_id: int, query: DeviceQuery, *, offset: int, limit: int
    ) -> tuple[Sequence[DeviceRow], int]:
        """Rows offset..offset+limit in order, and how many match in all."""
        ...

    def export(self, org_id: int, query: DeviceQuery) -> AsyncIterator[DeviceRow]:
        """All that match, in order, from one consistent state, without holding them in memory."""
        ...

    async def ids(self, org_id: int, query: DeviceQuery) -> Sequence[int]:
        """Ids of all that match: what a bulk selector means now."""
        ...

    async def rows(self, org_id: int, device_ids: Sequence[int], moment: Moment) -> Sequence[DeviceRow]:
        """Rows by id, in the order given, missing ones left out."""
        ...

    async def detail(self, org_id: int, device_id: int, moment: Moment) -> DeviceDetail | None:
        """Everything known of one device."""
        ...

    async def capabilities(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Capabilities]:
        """Capabilities by device id."""
        ...

    async def summary(self, org_id: int, query: DeviceQuery) -> FleetSummary:
        """Sums and counts over all that match."""
        ...

    async def facet(self, org_id: int, query: DeviceQuery, field: str) -> Mapping[str, int]:
        """How many match by each value of one text field: for filter completion and overviews."""
        ...

    async def changed_since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        """Ids of devices whose row changed after a change counter, and the counter to ask from next."""
        ...
