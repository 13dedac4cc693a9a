"""Lists of this node's devices: the same rows, filters, orders and sums as the server's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.filters.parser import parse
from headframe.core.fleet import DeviceDetail, DeviceRow, FleetSummary
from headframe.core.lists.facets import facet_field
from headframe.core.lists.filter_row import filter_row
from headframe.core.lists.names import display_name
from headframe.core.lists.pools import shown_pool
from headframe.core.lists.selecting import ListQuery, Pair, facet_counts, ordered, summed, wanted
from headframe.core.open_faults import worst
from headframe.core.selection import Selection, Selector
from headframe.core.status import DeviceStatus, status_at
from headframe.kit.clock import Clock
from headframe.node.inventory import Inventory, OwnedDevice, identity_of
from headframe.node.local.fleet import LiveDevice, LiveFleet
from headframe.node.local.labels import Labels
from headframe.node.targets import CredentialSource

_LOGIN_PROBLEMS = frozenset({Code.DEVICE_AUTHENTICATION_NEEDED, Code.DEVICE_AUTHENTICATION_REJECTED})


@dataclass(frozen=True, slots=True)
class NodeNames:
    """Who this node is on its server."""

    org_id: int
    node_id: int
    name: str


class DeviceLists:
    """Reads the inventory and what is known live. Every call answers at once, from memory."""

    def __init__(
        self,
        inventory: Inventory,
        fleet: LiveFleet,
        logins: CredentialSource,
        labels: Labels,
        *,
        names: NodeNames,
        clock: Clock,
    ) -> None:
        self._inventory = inventory
        self._fleet = fleet
        self._logins = logins
        self._labels = labels
        self._names = names
        self._clock = clock

    def selected(self, query: ListQuery) -> list[DeviceRow]:
        """Rows that match, in order. INVALID_SORT."""
        return [row for row, _ in ordered(query, wanted(query, self._pairs()))]

    def rows(self, device_ids: Sequence[int]) -> list[DeviceRow]:
        """Rows of those that this node owns."""
        now_ms = self._clock.now_ms()
        owned = ((i, self._inventory.get(i)) for i in device_ids)
        return [self._row(device, self._fleet.of(i), now_ms) for i, device in owned if device]

    def summary(self, query: ListQuery) -> FleetSummary:
        """Sums over those that match."""
        return summed([row for row, _ in wanted(query, self._pairs())])

    def facet(self, query: ListQuery, field: str) -> Mapping[str, int]:
        """How many match by each value of a field."""
        return facet_counts(wanted(query, self._pairs()), facet_field(field).column)

    def detail(self, device_id: int) -> DeviceDetail:
        """Everything known of one device. NOT_FOUND for one that this node does not own."""
        rows = self.rows([device_id])
        if not rows:
            raise HeadframeError(Code.NOT_FOUND, f"This node has no miner {device_id}.")
        live = self._fleet.of(device_id)
        return DeviceDetail(
            rows[0],
            live.capabilities,
            live.settings,
            tuple(sorted(live.faults, key=lambda fault: (-fault.severity.rank, fault.first_seen_ms))),
            live.sample.components if live.sample else b"",
            live.details_ms,
        )

    def capabilities(self, device_ids: Sequence[int]) -> Mapping[int, Capabilities]:
        """What devices can do."""
        return {device_id: self._fleet.of(device_id).capabilities for device_id in device_ids}

    def selection(self, selector: Selector) -> Selection:
        """The devices that a selector means now. INVALID_REQUEST when that is none."""
        if selector.ids is None:
            text = selector.filter_text or ""
            selection = Selection(
                self.selected(ListQuery(parse(text) if text.strip() else None, exclude=selector.exclude))
            )
        else:
            ids = tuple(dict.fromkeys(selector.ids))
            rows = self.rows(ids)
            known = {row.id for row in rows}
            selection = Selection(rows, tuple(each for each in ids if each not in known))
        if not selection.count:
            raise HeadframeError(Code.INVALID_REQUEST, "No miner is selected.")
        return selection

    def _pairs(self) -> Iterator[Pair]:
        now_ms = self._clock.now_ms()
        for device_id in self._inventory.ids():
            device = self._inventory.get(device_id)
            if device is not None:
                live = self._fleet.of(device_id)
                yield self._pair(self._row(device, live, now_ms), live, now_ms)

    def _pair(self, row: DeviceRow, live: LiveDevice, now_ms: int) -> Pair:
        codes = [fault.code for fault in live.faults]
        values = filter_row(
            row, node_name=self._names.name, pools=live.settings.pools, faults=codes, now_ms=now_ms
        )
        return row, values

    def _row(self, device: OwnedDevice, live: LiveDevice, now_ms: int) -> DeviceRow:
        identity = _identity(device, live)
        label = self._labels.of(device.device_id)
        report_ms = live.sample.at_ms if live.sample else None
        status = status_at(
            live.reported,
            report_ms,
            now_ms,
            node_in_contact=True,  # it is the node itself that is asked
            device_in_contact=live.lost_ms is None,
            transition=live.transition,
            transition_until_ms=live.transition_until_ms,
        )
        url, user = shown_pool(live.settings.pools)
        return DeviceRow(
            id=device.device_id,
            org_id=self._names.org_id,
            key=device.device_key,
            name=display_name(label.name, identity, device.device_key),
            identity=identity,
            endpoint=Endpoint(device.address, dict(device.ports)),
            driver=device.driver,
            node_id=self._names.node_id,
            seen_by_node_id=self._names.node_id,
            pairing=self._pairing(device.device_id, live),
            status=status,
            status_since_ms=_since_ms(live, status, report_ms),
            last_report_ms=report_ms,
            reachable=live.lost_ms is None,
            sample=live.sample,
            placement=label.placement,
            site_name=label.site_name,
            building_name=label.building_name,
            rack_name=label.rack_name,
            groups=label.groups,
            fault_count=len(live.faults),
            worst_fault=worst(live.faults),
            pool_url=url,
            pool_user=user,
            problem=live.problem,
            discovered_at_ms=live.known_ms,
        )

    def _pairing(self, device_id: int, live: LiveDevice) -> PairingStatus:
        if live.problem is not None and live.problem.code in _LOGIN_PROBLEMS:
            return PairingStatus.AUTHENTICATION_NEEDED
        works = not live.capabilities.needs_credentials or self._logins.credentials(device_id) is not None
        return PairingStatus.PAIRED if works else PairingStatus.UNPAIRED


def _identity(device: OwnedDevice, live: LiveDevice) -> Identity:
    told, listed = live.identity, identity_of(device)
    if told is None:
        return listed
    return Identity(
        mac=told.mac or listed.mac,
        serial=told.serial or listed.serial,
        make=told.make,
        model=told.model or listed.model,
        firmware=told.firmware or listed.firmware,
        hostname=told.hostname,
        control_board=told.control_board,
    )


def _since_ms(live: LiveDevice, status: DeviceStatus, report_ms: int | None) -> int:
    if status is live.transition:
        return live.transition_ms
    known = live.reported_since_ms
    if status is DeviceStatus.OFFLINE:
        known = report_ms if live.lost_ms is None else live.lost_ms
    return live.known_ms if known is None else known
