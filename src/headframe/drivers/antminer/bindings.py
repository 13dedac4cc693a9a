"""Proves, without a login, that the miner at an address is still the one whose MAC was read there.

The TCP API tells no MAC and the web server, which does, forks a shell for every page it shows. But `stats`
carries `miner_id`, the number burnt into the control board's chip. So the MAC and the serial are read over
the web once and bound to that number; as long as `stats` shows the same number, the same control board
answers, with the same network port. Another number, none, or an old binding means asking the web server again
before the poll is believed. A site that restarts all its miners at once cannot confuse it, as clocks would.
"""

import time
from dataclasses import dataclass

from headframe.drivers.http.recent import Recent

MAX_BINDINGS = 20_000


@dataclass(frozen=True, slots=True)
class Binding:
    """What the web server said while `stats` showed `hardware_id`."""

    hardware_id: str
    mac: str
    serial: str
    read_at: float


class Bindings:
    """The bindings by address and port; an entry lost costs one more request."""

    def __init__(self, *, good_for_seconds: float) -> None:
        self._good_for_seconds = good_for_seconds
        self._known: Recent[tuple[str, int], Binding] = Recent(MAX_BINDINGS)

    def find(self, address: str, port: int, hardware_id: str) -> Binding | None:
        """The binding that holds for what `stats` shows now."""
        found = self._known.get((address, port))
        if found is None or not hardware_id or found.hardware_id != hardware_id:
            return None
        return found if time.monotonic() - found.read_at < self._good_for_seconds else None

    def bind(self, address: str, port: int, hardware_id: str, *, mac: str, serial: str) -> None:
        """Keep what the web server said beside `hardware_id`; nothing where there is no such number."""
        if hardware_id:
            self._known.put((address, port), Binding(hardware_id, mac, serial, time.monotonic()))

    def drop(self, address: str, port: int) -> None:
        """Forget an address: what stands there is in doubt."""
        self._known.drop((address, port))
