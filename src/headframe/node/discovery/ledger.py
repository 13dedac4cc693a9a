"""Who has answered what in a scan: per host while its connects are under way, in arrays between passes."""

import socket
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from headframe.core.targets import TargetSet
from headframe.node.discovery.links import LinkSlots
from headframe.node.discovery.settings import MAX_PORTS, OpenHost, ScanProgress

IPV4 = 4


class Verdict(Enum):
    """What came of one connect.

    LOST: no answer, or a router that says it cannot deliver. ABSENT: on the node's own link, nobody
    answered ARP, three times; trying again tells no more.
    """

    OPEN = 1
    CLOSED = 2
    LOST = 3
    ABSENT = 4


class PortOfHost(NamedTuple):
    """One connect to make: positions in the targets and in the ports."""

    host: int
    port: int


@dataclass(slots=True)
class _Host:
    """A host some of whose connects are under way. `open` and `lost` hold one bit a port."""

    address: str
    family: int
    waiting: int
    known_open: int
    known_alive: bool
    open: int
    lost: int = 0
    alive: bool = False
    absent: bool = False


@dataclass(slots=True)
class _Unsettled:
    """Hosts with lost connects, in columns: up to a million of them must fit in some 20 MB."""

    host: "array[int]" = field(default_factory=lambda: array("Q"))
    lost: "array[int]" = field(default_factory=lambda: array("L"))
    open: "array[int]" = field(default_factory=lambda: array("L"))
    alive: bytearray = field(default_factory=bytearray)

    def add(self, host: int, state: _Host) -> None:
        """Keep a host for the second pass."""
        self.host.append(host)
        self.lost.append(state.lost)
        self.open.append(state.open)
        self.alive.append(state.alive)


class Ledger:
    """Hands out connects to make, takes their verdicts, and tells of hosts with open ports.

    A host with lost connects is kept for a second pass, unless one of `settling_ports` is open on it.
    `emit` returns False when nobody listens any more; `deaf` then is True. Where passes are given slots,
    they yield None while there is none for the next host.
    """

    def __init__(
        self,
        targets: TargetSet,
        ports: Sequence[int],
        *,
        settling_ports: frozenset[int],
        emit: Callable[[OpenHost], bool],
    ) -> None:
        self.ports = tuple(sorted(set(ports)))
        if not 0 < len(self.ports) <= MAX_PORTS:
            raise ValueError(f"between 1 and {MAX_PORTS} ports are scanned")
        self.progress = ScanProgress(addresses_total=len(targets))
        self.deaf = False
        self._targets = targets
        self._settling = sum(1 << i for i, port in enumerate(self.ports) if port in settling_ports)
        self._emit = emit
        self._hosts: dict[int, _Host] = {}
        self._unsettled: _Unsettled | None = None
        self._slots: LinkSlots | None = None

    def first_pass(self, order: Iterable[int], slots: LinkSlots | None = None) -> Iterator[PortOfHost | None]:
        """Every port of every host, hosts in the given order."""
        self._unsettled, self._slots = _Unsettled(), slots
        every_port = (1 << len(self.ports)) - 1
        for host in order:
            yield from self._until_slot()
            yield from self._open_host(host, every_port, known_open=0, known_alive=False)

    def second_pass(self) -> Iterator[PortOfHost | None]:
        """Every port that the first pass lost. Begun once the first pass has all its verdicts."""
        kept, self._unsettled = self._unsettled or _Unsettled(), None
        for host, lost, known_open, known_alive in zip(
            kept.host, kept.lost, kept.open, kept.alive, strict=True
        ):
            yield from self._until_slot()
            yield from self._open_host(host, lost, known_open=known_open, known_alive=bool(known_alive))

    def _until_slot(self) -> Iterator[None]:
        while self._slots is not None and not self._slots.take():
            yield None

    def where(self, single: PortOfHost) -> tuple[int, str, int]:
        """Address family, address and port of a connect."""
        state = self._hosts[single.host]
        return state.family, state.address, self.ports[single.port]

    def note(self, single: PortOfHost, verdict: Verdict) -> None:
        """Take the verdict of one connect; the last one of a host settles it."""
        state = self._hosts[single.host]
        match verdict:
            case Verdict.LOST:
                state.lost |= 1 << single.port
            case Verdict.OPEN:
                state.open |= 1 << single.port
                state.alive = True
            case Verdict.CLOSED:
                state.alive = True
            case Verdict.ABSENT:
                state.absent = True
        state.waiting -= 1
        if not state.waiting:
            del self._hosts[single.host]
            self._settle(single.host, state)

    def _open_host(
        self, host: int, ports: int, *, known_open: int, known_alive: bool
    ) -> Iterator[PortOfHost]:
        address = self._targets[host]
        self._hosts[host] = _Host(
            address=str(address),
            family=socket.AF_INET if address.version == IPV4 else socket.AF_INET6,
            waiting=ports.bit_count(),
            known_open=known_open,
            known_alive=known_alive,
            open=known_open,
            alive=known_alive,
        )
        for port in range(len(self.ports)):
            if ports >> port & 1:
                yield PortOfHost(host, port)

    def _settle(self, host: int, state: _Host) -> None:
        if state.absent and not state.alive:
            state.lost = 0  # the kernel does not report every connect of an absent host
        if self._slots is not None:
            self._slots.give_back(absent=not state.alive and not state.lost)
        self.progress.hosts_alive += state.alive and not state.known_alive
        self.progress.hosts_open += bool(state.open) and not state.known_open
        if state.lost and self._unsettled is not None and not state.open & self._settling:
            self._unsettled.add(host, state)
        else:
            self.progress.addresses_scanned += 1
        if state.open != state.known_open:
            ports = tuple(port for i, port in enumerate(self.ports) if state.open >> i & 1)
            self.deaf = not self._emit(OpenHost(state.address, ports))
