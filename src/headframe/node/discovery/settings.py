"""Settings, progress and results of a scan."""

import resource
from dataclasses import dataclass
from pathlib import Path

from headframe.core.errors import Code, HeadframeError

FILE_HEADROOM = 512
"""File descriptors that a scan leaves to the rest of the process."""
MIN_IN_FLIGHT = 16
"""With fewer free descriptors no scan is begun."""
MAX_PORTS = 32
"""The most ports asked of one host."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """How hard a scan works.

    `max_in_flight` connects run at once, less where the process may not open as many files. A connect
    unanswered after `first_timeout_seconds` is tried again after all others, for
    `second_timeout_seconds`. `max_connects_per_second` None: as fast as it goes. A host on which one of
    `settling_ports` is open tells enough: its unanswered ports are not tried again.
    """

    max_in_flight: int = 8_000
    first_timeout_seconds: float = 0.3
    second_timeout_seconds: float = 0.6
    max_connects_per_second: float | None = None
    settling_ports: frozenset[int] = frozenset()


@dataclass(slots=True)
class ScanProgress:
    """Counters of one scan. The scanning thread writes them; anybody may read them."""

    addresses_total: int = 0
    addresses_scanned: int = 0  # open, closed, or silent twice
    hosts_open: int = 0
    hosts_alive: int = 0  # answered at all, if only to refuse
    connects: int = 0
    retried: int = 0
    starved: int = 0  # connects put off because this machine had no room for them


@dataclass(frozen=True, slots=True)
class OpenHost:
    """A host and all ports found open on it so far, ascending.

    A host is told as soon as each of its ports was tried once, and again, with all its ports, where the
    second pass finds more of them.
    """

    address: str
    ports: tuple[int, ...]


def in_flight_limit(wanted: int) -> int:
    """How many connects may run at once, given this process's limit and what it has open.

    Raises HeadframeError LIMIT_REACHED, with the cure, where too few are left.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    open_now = sum(1 for _ in Path("/proc/self/fd").iterdir())
    room = min(wanted, soft - open_now - FILE_HEADROOM)
    if room < MIN_IN_FLIGHT:
        raise HeadframeError(
            Code.LIMIT_REACHED,
            f"{open_now} of {soft} files are open: too few are left to scan. Raise the limit (LimitNOFILE).",
        )
    return room
