"""MAC addresses from the kernel's ARP table, for miners that tell theirs only after a login.

Only hosts on the node's own link are in it; behind a router there is nothing to learn. A MAC that stands
at several addresses is a router's (proxy ARP) and says nothing about the host. IPv4 only.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from headframe.core.devices import normalise_mac

TABLE = Path("/proc/net/arp")
_COLUMNS = 6
_COMPLETE = 0x2


def system_neighbours() -> Mapping[str, str]:
    """MAC by address, as the kernel knows them now; empty where it does not tell."""
    try:
        return parse_neighbours(TABLE.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return {}


def parse_neighbours(table: str) -> Mapping[str, str]:
    """MAC by address from the text of /proc/net/arp: complete entries whose MAC stands only once."""
    found: dict[str, str] = {}
    for row in table.splitlines()[1:]:
        columns = row.split()
        if len(columns) != _COLUMNS or not int(columns[2], 16) & _COMPLETE:
            continue
        mac = normalise_mac(columns[3])
        if mac:
            found[columns[0]] = mac
    times = Counter(found.values())
    return {address: mac for address, mac in found.items() if times[mac] == 1}
