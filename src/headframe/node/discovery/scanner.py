"""The connect scanner: one thread, one epoll, thousands of non-blocking connects in flight.

Why not asyncio: a connect costs it several times as much, and it judges a deadline by the clock alone, so
that a loop that is late misses hosts that had answered. Here a connect is given up only when its deadline
had passed *before* a poll that then did not report it.

Hosts on the node's own link come in passes of their own where the ARP table is too small for them: see
`links`.
"""

import errno
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import TargetSet
from headframe.node.discovery.ledger import Ledger, PortOfHost, Verdict
from headframe.node.discovery.links import RESOLVE_SECONDS, Links, LinkSlots
from headframe.node.discovery.permutation import Permutation
from headframe.node.discovery.settings import OpenHost, ScanProgress, ScanSettings

BURST = 256
"""Connects begun between two polls."""
MAX_WAIT_SECONDS = 0.05
"""The longest poll: bounds how late a cancellation is seen."""
MAX_STARVED_WAITS = 200
"""Polls without any connect in flight and without room for one, before the scan gives up."""

NO_LINKS = Links()

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER 0: no TIME_WAIT on either side
_SOCKET_TYPE = socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
_NO_ROOM = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EAGAIN, errno.EADDRNOTAVAIL}
)
# Linux reports a reset during the handshake as ECONNREFUSED, and one after it as ECONNRESET or EPIPE:
# a service that accepts and hangs up is open.
_ACCEPTED = frozenset({0, errno.ECONNRESET, errno.EPIPE})


class Filled(Enum):
    """Why no more connects were begun."""

    ROOM_LEFT = 1  # or the burst was over
    WAITING = 2  # the ARP table has no room for the next host
    STARVED = 3  # this machine refused a socket
    ALL_BEGUN = 4


class _Connect(NamedTuple):
    """One connect under way."""

    connection: socket.socket
    single: PortOfHost
    deadline: float


class Scanner:
    """Scans each address of `targets` for `ports`. `run` is called once, in a thread of its own.

    `emit` takes each host with open ports and returns False to end the scan.
    """

    def __init__(
        self,
        targets: TargetSet,
        ports: Sequence[int],
        settings: ScanSettings,
        *,
        seed: int,
        max_in_flight: int,
        emit: Callable[[OpenHost], bool],
        links: Links = NO_LINKS,
    ) -> None:
        self._targets = targets
        self._links = links if links.is_tight(targets) else NO_LINKS
        self._ledger = Ledger(targets, ports, settling_ports=settings.settling_ports, emit=emit)
        self._settings = settings
        self._order = Permutation(len(targets), seed)
        self._limit = max_in_flight
        self._cancelled = threading.Event()
        self._connects: dict[int, _Connect] = {}
        self._deadlines: deque[_Connect] = deque()
        self._put_off: list[PortOfHost] = []
        self._timeout_seconds = settings.first_timeout_seconds
        self._on_link = False
        self._began_at = 0.0

    @property
    def progress(self) -> ScanProgress:
        """Counters; they move while the scan runs."""
        return self._ledger.progress

    def cancel(self) -> None:
        """From any thread: end soon, with every socket closed."""
        self._cancelled.set()

    def run(self) -> None:
        """Scan, in both passes. Raises HeadframeError LIMIT_REACHED where sockets cannot be had."""
        self._began_at = time.monotonic()
        settings, links = self._settings, self._links
        with select.epoll() as self._epoll:
            try:
                away = (host for host in self._order if not self._is_on_link(host))
                self._both_passes(away, settings.first_timeout_seconds, settings.second_timeout_seconds)
                if links.networks:
                    self._on_link = True
                    slots = LinkSlots(links.room, time.monotonic)
                    near = (host for host in self._order if self._is_on_link(host))
                    self._both_passes(near, RESOLVE_SECONDS, RESOLVE_SECONDS, slots)
            finally:
                self._close_all()

    def _is_on_link(self, host: int) -> bool:
        return bool(self._links.networks) and self._links.has(self._targets[host])

    def _both_passes(
        self,
        order: Iterable[int],
        first_seconds: float,
        second_seconds: float,
        slots: LinkSlots | None = None,
    ) -> None:
        self._timeout_seconds = first_seconds
        self._pass(self._ledger.first_pass(order, slots))
        before = self.progress.connects
        self._timeout_seconds = second_seconds
        self._pass(self._ledger.second_pass())
        self.progress.retried += self.progress.connects - before

    def _pass(self, singles: Iterator[PortOfHost | None]) -> None:
        starved_waits = 0
        filled = Filled.ROOM_LEFT
        while not self._cancelled.is_set() and not self._ledger.deaf:
            if filled is Filled.ALL_BEGUN and not self._connects:
                return
            if filled is not Filled.ALL_BEGUN:
                filled = self._fill(singles)
            starved_waits = starved_waits + 1 if filled is Filled.STARVED and not self._connects else 0
            if starved_waits > MAX_STARVED_WAITS:
                raise HeadframeError(Code.LIMIT_REACHED, "This machine has no room for more connections.")
            self._poll(may_begin=filled is Filled.ROOM_LEFT)

    def _fill(self, singles: Iterator[PortOfHost | None]) -> Filled:
        """Begin connects while there is room."""
        for _ in range(self._room()):
            try:
                single = self._put_off.pop() if self._put_off else next(singles)
            except StopIteration:
                return Filled.ALL_BEGUN
            if single is None:
                return Filled.WAITING
            if not self._begin(single):
                self._put_off.append(single)
                self.progress.starved += 1
                return Filled.STARVED
        return Filled.ROOM_LEFT

    def _room(self) -> int:
        """How many connects may be begun now."""
        room = min(BURST, self._limit - len(self._connects))
        rate = self._settings.max_connects_per_second
        if rate is None:
            return room
        due = int((time.monotonic() - self._began_at) * rate) + 1
        return min(room, max(0, due - self.progress.connects))

    def _begin(self, single: PortOfHost) -> bool:
        """Begin one connect; False when this machine has no room for it now."""
        family, address, port = self._ledger.where(single)
        try:
            connection = socket.socket(family, _SOCKET_TYPE)
        except OSError as error:
            return self._not_begun(single, error.errno or 0)
        result = connection.connect_ex((address, port))
        if result in (0, errno.EINPROGRESS):
            self._watch(_Connect(connection, single, time.monotonic() + self._timeout_seconds))
            return True
        connection.close()
        return self._not_begun(single, result)

    def _watch(self, connect: _Connect) -> None:
        descriptor = connect.connection.fileno()
        self._connects[descriptor] = connect
        self._deadlines.append(connect)
        self._epoll.register(descriptor, select.EPOLLOUT)
        self.progress.connects += 1

    def _not_begun(self, single: PortOfHost, result: int) -> bool:
        if result in _NO_ROOM:
            return False
        self.progress.connects += 1
        self._ledger.note(single, self._verdict_of_failure(result))
        return True

    def _verdict_of_failure(self, result: int) -> Verdict:
        if result == errno.ECONNREFUSED:
            return Verdict.CLOSED
        return Verdict.ABSENT if self._on_link and result == errno.EHOSTUNREACH else Verdict.LOST

    def _poll(self, *, may_begin: bool) -> None:
        judged_at = time.monotonic()
        wait = 0.0 if may_begin and self._room() else self._until_deadline(judged_at)
        events = self._epoll.poll(wait, self._limit)
        for descriptor, _ in events:
            connect = self._connects[descriptor]
            self._settle(
                descriptor, connect, connect.connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            )
        if len(events) < self._limit:
            self._give_up_before(judged_at)

    def _until_deadline(self, now: float) -> float:
        if not self._deadlines:
            return MAX_WAIT_SECONDS
        return min(MAX_WAIT_SECONDS, max(0.0, self._deadlines[0].deadline - now))

    def _give_up_before(self, moment: float) -> None:
        deadlines, connects = self._deadlines, self._connects
        while deadlines and deadlines[0].deadline <= moment:
            connect = deadlines.popleft()
            descriptor = connect.connection.fileno()  # -1 once settled and closed
            if connects.get(descriptor) is connect:
                self._settle(descriptor, connect, errno.ETIMEDOUT)

    def _settle(self, descriptor: int, connect: _Connect, result: int) -> None:
        connection = connect.connection
        if result not in _ACCEPTED:
            verdict = self._verdict_of_failure(result)
        else:
            verdict = Verdict.CLOSED if _met_itself(connection) else Verdict.OPEN
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._forget(descriptor, connection)
        self._ledger.note(connect.single, verdict)

    def _forget(self, descriptor: int, connection: socket.socket) -> None:
        # Not left to close(): a child that another thread is just forking may hold a copy, and the
        # epoll would then report the old connect under the number of a new one.
        self._epoll.unregister(descriptor)
        del self._connects[descriptor]
        connection.close()

    def _close_all(self) -> None:
        for descriptor, connect in list(self._connects.items()):
            self._forget(descriptor, connect.connection)
        self._deadlines.clear()


def _met_itself(connection: socket.socket) -> bool:
    """Whether a connect met itself: on this machine's own addresses a port may connect to itself."""
    try:
        return bool(connection.getsockname() == connection.getpeername())
    except OSError:
        return False  # hung up already: somebody had accepted
