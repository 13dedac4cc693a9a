"""A seeded world for one standby pair: drifting clocks, late and doubled messages, crashes, restores.

The world owns time and faults; the classes under test decide. A run yields the writes that reached the
device; `violations` judges them.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from headframe.core.leases.node import Fence, Label, NodeLease
from headframe.core.leases.server import ServerLease
from headframe.core.leases.timing import STANDARD

NODES = ("A", "B")
RUN_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Write:
    """A write on the wire, in true time."""

    start: float
    end: float
    node: str
    label: Label


@dataclass(slots=True)
class Clock:
    """Runs at its own rate from its own zero."""

    rate: float
    zero: float

    def at(self, true_time: float) -> float:
        return self.zero + true_time * self.rate


class Machine:
    """A node's host: its process may be down, its boot id changes with a reboot."""

    def __init__(self, name: str, clock: Clock, make: type[NodeLease]) -> None:
        self.name = name
        self.clock = clock
        self.make = make
        self.up = True
        self.boots = 0
        self.fence = Fence(boot_id="0")
        self.wan = True
        self.writing: object = None
        self.start(0.0)

    def start(self, true_time: float) -> None:
        """A process starts from what is on disk."""
        now = self.clock.at(true_time)
        self.lease = self.make(self.fence, boot_id=str(self.boots), now=now)
        self.up = True
        self.writing = None

    def crash(self) -> None:
        self.fence = self.lease.fence
        self.up = False


class World:
    """One seeded run."""

    def __init__(
        self,
        seed: int,
        server: type[ServerLease] = ServerLease,
        node: type[NodeLease] = NodeLease,
        *,
        long_pauses: bool = False,
    ) -> None:
        self.random = random.Random(seed)
        self.long_pauses = long_pauses
        self.server_clock = self._clock()
        self.row = server()
        self.backup = self.row
        self.machines = {name: Machine(name, self._clock(), node) for name in NODES}
        self.lan = True
        self.writes: list[Write] = []
        self._queue: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()

    def run(self) -> list[Write]:
        for machine in self.machines.values():
            self._start(machine)
        self._at(5.0, self._fault)
        while self._queue and self._queue[0][0] < RUN_SECONDS:
            time, _, event = heapq.heappop(self._queue)
            event(time)
        return sorted(self.writes, key=lambda write: write.start)

    def _start(self, machine: Machine) -> None:
        self._at(self.random.random(), lambda time: self._renew(time, machine))
        self._at(self.random.random() * 9, lambda time: self._ask_peer(time, machine))
        self._at(self.random.random() * 5, lambda time: self._write(time, machine))

    def _clock(self) -> Clock:
        drift = STANDARD.drift
        return Clock(1 + self.random.uniform(-drift, drift), self.random.uniform(0, 1e5))

    def _at(self, time: float, event: Callable[[float], None]) -> None:
        heapq.heappush(self._queue, (time, next(self._order), event))

    def _send(self, time: float, link: Callable[[], bool], deliver: Callable[[float], None]) -> None:
        """Lost, delayed up to 70 s, doubled; never changed."""
        for _ in range(1 if self.random.random() > 0.03 else 2):
            if self.random.random() < 0.1:
                continue
            is_late = self.random.random() >= 0.9
            delay = self.random.uniform(5, 70) if is_late else self.random.expovariate(2)
            self._at(time + delay, lambda then: deliver(then) if link() else None)

    def _renew(self, time: float, machine: Machine) -> None:
        if machine.up and machine.wan:
            nonce, minimum = self._ask(time, machine), machine.lease.minimum_epoch
            self._send(
                time, lambda: machine.wan, lambda then: self._on_renewal(then, machine, nonce, minimum)
            )
        self._at(time + self.random.uniform(3, 12), lambda then: self._renew(then, machine))

    def _ask(self, time: float, machine: Machine) -> int:
        nonce = self.random.getrandbits(64)
        machine.lease.ask(nonce, machine.clock.at(time))
        return nonce

    def _on_renewal(self, time: float, machine: Machine, nonce: int, minimum: int) -> None:
        unix_ms = int(time * 1000)
        row = self.row.renewed(
            machine.name, minimum_epoch=minimum, now=self.server_clock.at(time), unix_ms=unix_ms
        )
        if row is None:
            return
        self.row = row

        def deliver(then: float) -> None:
            if machine.up:
                machine.lease.granted(nonce, row.epoch, machine.clock.at(then))

        self._send(time, lambda: machine.wan, deliver)

    def _ask_peer(self, time: float, machine: Machine) -> None:
        peer = self.machines["B" if machine.name == "A" else "A"]
        if machine.up and self.lan and (not machine.wan or self.random.random() < 0.1):
            nonce = self._ask(time, machine)
            self._send(time, lambda: self.lan, lambda then: self._on_asked(then, machine, peer, nonce))
        self._at(time + self.random.uniform(4, 15), lambda then: self._ask_peer(then, machine))

    def _on_asked(self, time: float, asker: Machine, peer: Machine, nonce: int) -> None:
        label = peer.lease.promise(peer.clock.at(time)) if peer.up else None
        if label is None:
            return

        def deliver(then: float) -> None:
            if asker.up:
                asker.lease.promised(nonce, label, asker.clock.at(then))

        self._send(time, lambda: self.lan, deliver)

    def _write(self, time: float, machine: Machine) -> None:
        seconds = self.random.uniform(0.2, STANDARD.write_bound_seconds)
        if machine.up and machine.writing is None:
            label = machine.lease.begin_write(seconds, machine.clock.at(time))
            if label is not None:
                self._put_on_wire(time + self._pause(), seconds, machine, label)
        self._at(time + self.random.uniform(0.5, 6), lambda then: self._write(then, machine))

    def _pause(self) -> float:
        """Between the guard and the wire: bounded by the margin, unless the world is told otherwise."""
        if self.long_pauses and self.random.random() < 0.05:
            return self.random.uniform(30, 60)
        margin = STANDARD.margin_seconds
        return self.random.uniform(0, margin * 0.9) if self.random.random() < 0.2 else 0.0

    def _put_on_wire(self, time: float, seconds: float, machine: Machine, label: Label) -> None:
        lease = machine.lease
        token = machine.writing = object()

        def go(then: float) -> None:
            if machine.writing is token:
                self.writes.append(Write(then, then + seconds, machine.name, label))
                self._at(then + seconds, over)

        def over(_then: float) -> None:
            if machine.writing is token:
                machine.writing = None
                lease.end_write()

        self._at(time, go)

    def _fault(self, time: float) -> None:
        machine = self.machines[self.random.choice(NODES)]
        draw = self.random.random()
        if draw < 0.15:
            machine.wan = not machine.wan
        elif draw < 0.25:
            self.machines["A"].wan = self.machines["B"].wan = self.random.random() < 0.5
        elif draw < 0.35:
            self.lan = not self.lan
        elif draw < 0.5:
            self._crash(time, machine)
        elif draw < 0.65:
            self._release(time, machine)
        elif draw < 0.75:
            self.backup = self.row
        elif draw < 0.8:
            self.row = self.backup.restored(self.server_clock.at(time))
        self._at(time + self.random.expovariate(0.12), self._fault)

    def _crash(self, time: float, machine: Machine) -> None:
        """The process dies; a write that was on the wire stays there. Sometimes the host reboots."""
        if not machine.up:
            return
        machine.crash()
        reboots = self.random.random() < 0.4

        def back(then: float) -> None:
            if reboots:
                machine.boots += 1
                machine.clock.zero = self.random.uniform(0, 1e5) - then * machine.clock.rate
            machine.start(then)

        self._at(time + self.random.uniform(0.1, 20), back)

    def _release(self, time: float, machine: Machine) -> None:
        if not (machine.up and machine.wan):
            return
        epoch = machine.lease.release(machine.clock.at(time))
        if epoch is not None:
            self._send(time, lambda: True, lambda then: self._on_released(then, machine.name, epoch))

    def _on_released(self, time: float, name: str, epoch: int) -> None:
        self.row = self.row.released(name, epoch=epoch, now=self.server_clock.at(time)) or self.row


def violations(writes: list[Write]) -> Iterator[str]:
    """Two writers at once; a label going back; a label used by both nodes."""
    for index, write in enumerate(writes):
        for later in itertools.islice(writes, index + 1, None):
            if later.start >= write.end:
                break
            if later.node != write.node:
                yield f"two writers: {write} {later}"
    owners: dict[Label, str] = {}
    highest = Label(0, 0)
    for write in writes:
        if write.label < highest:
            yield f"label back: {write} after {highest}"
        highest = max(highest, write.label)
        if owners.setdefault(write.label, write.node) != write.node:
            yield f"label of both nodes: {write}"
