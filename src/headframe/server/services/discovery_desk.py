"""Discoveries that run, and those that ended a short while ago: progress, results, the wish to cancel.

Kept in memory only. What was found is stored as devices by the gateway before it is noted here, so a
restart loses a progress bar and nothing else. A discovery's id is the id of its DISCOVER command.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from headframe.core.errors import Problem
from headframe.kit.clock import Clock
from headframe.server.services.live import LiveFeed

MAX_DISCOVERIES = 200
"""Discoveries kept, of all organisations; the oldest ended one goes first."""
MAX_FOUND = 1_048_576
"""Device ids kept of one discovery: as many as one scan has addresses."""


class DiscoveryState(StrEnum):
    """Where a discovery is. The last three are final."""

    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """True when nothing more will come."""
        return self in (DiscoveryState.FINISHED, DiscoveryState.CANCELLED, DiscoveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Discovery:
    """One discovery as it is now. Counts of addresses are None until the node told them."""

    id: str
    org_id: int
    node_id: int
    batch_id: str
    targets: tuple[str, ...]
    started_at_ms: int
    state: DiscoveryState = DiscoveryState.RUNNING
    addresses_total: int | None = None
    addresses_scanned: int | None = None
    hosts_open: int | None = None
    devices_found: int = 0
    problem: Problem | None = None
    ended_at_ms: int | None = None


class DiscoveryDesk:
    """The gateway feeds it, routes read it. Reports on unknown or ended discoveries are ignored."""

    def __init__(self, clock: Clock, live: LiveFeed) -> None:
        self._clock = clock
        self._live = live
        self._discoveries: OrderedDict[str, Discovery] = OrderedDict()
        self._found: dict[str, dict[int, None]] = {}

    def open(self, discovery: Discovery) -> None:
        """Begin to keep a discovery, before its command is queued."""
        self._discoveries[discovery.id] = discovery
        self._found[discovery.id] = {}
        self._forget_old()
        self._tell(discovery)

    def progress(
        self, discovery_id: str, *, addresses_total: int, addresses_scanned: int, hosts_open: int
    ) -> None:
        """Note how far the node is."""
        discovery = self._running(discovery_id)
        if discovery:
            self._keep(
                replace(
                    discovery,
                    addresses_total=addresses_total,
                    addresses_scanned=addresses_scanned,
                    hosts_open=hosts_open,
                )
            )

    def found(self, discovery_id: str, device_ids: Iterable[int]) -> None:
        """Note devices that the discovery saw, new or known. They are stored already."""
        discovery = self._running(discovery_id)
        if discovery:
            found = self._found[discovery_id]
            found.update(dict.fromkeys(list(device_ids)[: MAX_FOUND - len(found)]))
            self._keep(replace(discovery, devices_found=len(found)))

    def finished(self, discovery_id: str, problem: Problem | None = None) -> None:
        """Note the end: cancelled where that was asked for, failed where there is a problem."""
        discovery = self._running(discovery_id)
        if discovery:
            state = DiscoveryState.FAILED if problem else DiscoveryState.FINISHED
            if discovery.state is DiscoveryState.CANCELLING:
                state = DiscoveryState.CANCELLED
            self._keep(replace(discovery, state=state, problem=problem, ended_at_ms=self._clock.now_ms()))

    def request_cancel(self, org_id: int, discovery_id: str) -> Discovery | None:
        """Ask for an early end. The gateway passes the wish on; `wants_cancel` tells it."""
        discovery = self.get(org_id, discovery_id)
        if discovery and discovery.state is DiscoveryState.RUNNING:
            discovery = replace(discovery, state=DiscoveryState.CANCELLING)
            self._keep(discovery)
        return discovery

    def wants_cancel(self, discovery_id: str) -> bool:
        """Whether somebody asked for an early end that has not come yet."""
        discovery = self._discoveries.get(discovery_id)
        return discovery is not None and discovery.state is DiscoveryState.CANCELLING

    def get(self, org_id: int, discovery_id: str) -> Discovery | None:
        """One discovery; None for another organisation's."""
        discovery = self._discoveries.get(discovery_id)
        return discovery if discovery and discovery.org_id == org_id else None

    def of_org(self, org_id: int) -> Sequence[Discovery]:
        """All that are kept, newest first."""
        return [entry for entry in reversed(self._discoveries.values()) if entry.org_id == org_id]

    def found_ids(self, org_id: int, discovery_id: str) -> Sequence[int]:
        """Devices found so far, in the order in which they were found."""
        return tuple(self._found[discovery_id]) if self.get(org_id, discovery_id) else ()

    def _running(self, discovery_id: str) -> Discovery | None:
        discovery = self._discoveries.get(discovery_id)
        return None if discovery is None or discovery.state.is_final else discovery

    def _keep(self, discovery: Discovery) -> None:
        self._discoveries[discovery.id] = discovery
        self._tell(discovery)

    def _tell(self, discovery: Discovery) -> None:
        self._live.discoveries_changed(discovery.org_id, (discovery.id,))

    def _forget_old(self) -> None:
        excess = len(self._discoveries) - MAX_DISCOVERIES
        ended = [entry.id for entry in self._discoveries.values() if entry.state.is_final]
        for discovery_id in [*ended, *self._discoveries][: max(excess, 0)]:
            self._discoveries.pop(discovery_id, None)
            self._found.pop(discovery_id, None)
