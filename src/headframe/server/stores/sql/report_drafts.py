"""What a group of reports makes of device rows, worked out without the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Identity
from headframe.core.fleet import OpenFault
from headframe.core.lists.names import display_name
from headframe.core.lists.pools import shown_pool
from headframe.core.open_faults import FaultChanges, settle, worst
from headframe.core.reports import ContactReport, DetailsReport, DeviceReport, FaultsReport, PairingReport
from headframe.core.telemetry import Pool
from headframe.server.stores.rules.found import merged_capabilities, merged_identity
from headframe.server.stores.sql.command_rows import problem_text
from headframe.server.stores.sql.database import Row
from headframe.server.stores.sql.device_codecs import capabilities_bytes, settings_values, to_capabilities
from headframe.server.stores.sql.device_rows import to_identity
from headframe.server.stores.sql.device_values import endpoint_values, identity_values, ports_text

_IN_MANIFEST = ("mac", "serial", "model", "firmware", "address", "ports", "driver")


def told_to_node(row: Mapping[str, Any] | Row) -> tuple[object, ...]:
    """What a manifest says of a device: who it must be, and where it is reached."""
    return tuple(row[name] for name in _IN_MANIFEST)


@dataclass(slots=True)
class Draft:
    """One device: as it was read, as it will be, and what has to be written for that."""

    before: Row
    view: dict[str, Any]
    device: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)
    pools: Sequence[Pool] | None = None
    faults: FaultChanges | None = None

    @classmethod
    def of(cls, row: Row) -> "Draft":
        """An unchanged device."""
        return cls(row, dict(row))

    @property
    def changes_manifest(self) -> bool:
        """Whether its owner has to be told."""
        return self.view["node_id"] is not None and told_to_node(self.before) != told_to_node(self.view)

    def take(self, report: DeviceReport, open_faults: Sequence[OpenFault]) -> None:
        """Apply one report; `open_faults` are the device's, needed for a FaultsReport."""
        match report:
            case PairingReport():
                self._set(pairing=report.status.value, problem=problem_text(report.problem))
                self._reveal(report.identity, report.capabilities)
            case DetailsReport():
                self._take_details(report)
            case FaultsReport():
                self._take_faults(report, open_faults)
            case ContactReport():
                self._take_contact(report)

    def _take_details(self, report: DetailsReport) -> None:
        self._reveal(report.identity, report.capabilities)
        if report.at_ms < self.view["details_at_ms"]:
            return
        url, user = shown_pool(report.settings.pools)
        self._set(pool_url=url, pool_user=user)
        self._set_detail(**settings_values(report.settings), details_at_ms=report.at_ms)
        self.pools = report.settings.pools

    def _take_faults(self, report: FaultsReport, open_faults: Sequence[OpenFault]) -> None:
        if report.at_ms < self.view["faults_at_ms"]:
            return
        self.faults = settle(self.view["id"], open_faults, report.faults, at_ms=report.at_ms)
        now_open = [*self.faults.renewed, *self.faults.opened]
        self._set(fault_count=len(now_open), worst_fault=worst(now_open))
        self._set_detail(faults_at_ms=report.at_ms)

    def _take_contact(self, report: ContactReport) -> None:
        since = report.at_ms if self.view["lost_at_ms"] is None else self.view["lost_at_ms"]
        self._set(problem=problem_text(report.problem), lost_at_ms=None if report.reachable else since)
        if report.endpoint is not None:
            self._set(**endpoint_values(report.endpoint))
            self._set_detail(ports=ports_text(report.endpoint))

    def _reveal(self, identity: Identity | None, capabilities: Capabilities | None) -> None:
        """Keep what a login or a full poll told of a device."""
        if identity is not None:
            merged = merged_identity(to_identity(self.view), identity)
            shown = display_name(self.view["chosen_name"], merged, self.view["key"])
            self._set(**identity_values(merged), name=shown)
            self._set_detail(control_board=merged.control_board)
        if capabilities is not None:
            both = merged_capabilities(to_capabilities(self.view["capabilities"]), capabilities)
            self._set_detail(capabilities=capabilities_bytes(both))

    def _set(self, **changes: Any) -> None:
        self._change(self.device, changes)

    def _set_detail(self, **changes: Any) -> None:
        self._change(self.detail, changes)

    def _change(self, draft: dict[str, Any], changes: Mapping[str, Any]) -> None:
        """Only what differs is written: most reports repeat what is known."""
        draft |= {
            name: value
            for name, value in changes.items()
            if name not in self.view or self.view[name] != value
        }
        self.view |= changes
