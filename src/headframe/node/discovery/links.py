"""What the kernel's ARP table lets a scan do on the node's own link.

The table holds `gc_thresh3` entries, 1,024 unless an operator raised it, and an entry cannot be replaced
while it is being resolved (3 s for an absent host) or within 5 s of an answer. Beyond that the kernel drops
a connect's packets without a word, and a fast scan misses most of the hosts that are there. So on a link
with more addresses than the table has room for, only as many hosts are asked at once as fit in it, and each
is given the time that ARP takes to give up.

The cure, where a large flat network must be scanned fast: `sysctl net.ipv4.neigh.default.gc_thresh3` of
more than its addresses.
"""

import heapq
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from headframe.core.targets import Address, TargetSet

ROUTES = Path("/proc/net/route")
TABLE = Path("/proc/net/arp")
TABLE_LIMIT = Path("/proc/sys/net/ipv4/neigh/default/gc_thresh3")
INTERFACES = Path("/sys/class/net")

DEFAULT_TABLE_ENTRIES = 1_024
"""Linux's own limit; assumed where it cannot be read, as in most containers."""
TABLE_SHARE = 0.75
"""The part of the table's free entries that a scan takes."""
RESOLVE_SECONDS = 3.6
"""How long a connect on the link is waited for: ARP asks three times, a second apart."""
ABSENT_HOLD_SECONDS = 0.2
"""An entry that failed can be replaced; a little later, for timers are not exact."""
ANSWERED_HOLD_SECONDS = 5.5
"""An entry that was answered can be replaced 5 s later."""

SPREAD_SECONDS = 3.2
"""Hosts are begun evenly over the life of an unanswered entry: the kernel reports failures at 1,000 a second
at most, and swallows those of a burst."""
BURST_HOSTS = 12

_UP = 0x1
_NO_ARP = 0x80


@dataclass(frozen=True, slots=True)
class Links:
    """The networks on the node's own links, and how many of their hosts fit in the ARP table at once."""

    networks: tuple[ipaddress.IPv4Network, ...] = ()
    room: int = DEFAULT_TABLE_ENTRIES

    def has(self, address: Address) -> bool:
        """Whether the address is reached by ARP."""
        return any(address in network for network in self.networks)

    def is_tight(self, targets: TargetSet) -> bool:
        """Whether the targets on the links may be more than fit in the table."""
        if len(targets) <= self.room:
            return False
        spans = [(int(network.network_address), int(network.broadcast_address)) for network in self.networks]
        on_link = sum(
            max(0, min(part.last, last) - max(part.first, first) + 1)
            for part in targets.ranges
            for first, last in spans
            if part.version == 4  # noqa: PLR2004 - IPv4
        )
        return on_link > self.room


class LinkSlots:
    """Hosts on the link that may be asked now: one entry of the table each. For one thread."""

    def __init__(self, room: int, clock: Callable[[], float]) -> None:
        self._room = room
        self._clock = clock
        self._spacing = SPREAD_SECONDS / room
        self._next_at = clock()
        self._taken = 0
        self._held_until: list[float] = []

    def take(self) -> bool:
        """Take an entry for a host; False when there is none left now."""
        now = self._clock()
        while self._held_until and self._held_until[0] <= now:
            heapq.heappop(self._held_until)
            self._taken -= 1
        if self._taken >= self._room or now < self._next_at:
            return False
        self._next_at = max(self._next_at, now - BURST_HOSTS * self._spacing) + self._spacing
        self._taken += 1
        return True

    def give_back(self, *, absent: bool) -> None:
        """A host is settled; its entry becomes free when the kernel can replace it."""
        hold = ABSENT_HOLD_SECONDS if absent else ANSWERED_HOLD_SECONDS
        heapq.heappush(self._held_until, self._clock() + hold)


def system_links() -> Links:
    """This machine's links now; none where the kernel does not tell."""
    try:
        networks = parse_routes(ROUTES.read_text(encoding="ascii"), uses_arp=_uses_arp)
        used = len(TABLE.read_text(encoding="ascii").splitlines()) - 1
    except OSError:
        return Links()
    return Links(networks, max(1, int((_table_entries() - used) * TABLE_SHARE)))


def parse_routes(table: str, *, uses_arp: Callable[[str], bool]) -> tuple[ipaddress.IPv4Network, ...]:
    """Networks without a gateway, from the text of /proc/net/route."""
    networks = []
    for row in table.splitlines()[1:]:
        interface, destination, gateway, flags, _, _, _, mask, *_ = row.split()
        if int(flags, 16) & _UP and not int(gateway, 16) and int(mask, 16) and uses_arp(interface):
            networks.append(ipaddress.IPv4Network((_address(destination), str(_address(mask)))))
    return tuple(networks)


def _address(word: str) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(word, 16).to_bytes(4, "little"))


def _uses_arp(interface: str) -> bool:
    try:
        return not int((INTERFACES / interface / "flags").read_text(encoding="ascii"), 16) & _NO_ARP
    except (OSError, ValueError):
        return True


def _table_entries() -> int:
    try:
        return int(TABLE_LIMIT.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return DEFAULT_TABLE_ENTRIES
