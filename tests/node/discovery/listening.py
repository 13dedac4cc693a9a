"""Listeners on addresses of 127.0.0.0/8, for scans to find."""

import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from headframe.core.targets import TargetPolicy, TargetSet, parse_targets

LOOPBACK = TargetPolicy(allow_loopback=True)


def loopback(*entries: str) -> TargetSet:
    return parse_targets(entries, LOOPBACK)


@contextmanager
def listeners(places: Sequence[tuple[str, int]], *, backlog: int = 16) -> Iterator[list[socket.socket]]:
    """Sockets that listen at the given addresses and ports; connects wait in their backlog."""
    with ExitStack() as stack:
        opened = []
        for address, port in places:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            server = stack.enter_context(socket.socket(family))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(backlog)
            opened.append(server)
        yield opened


@dataclass
class Unanswering:
    """A port whose connects are not answered: its backlog is full, so the kernel drops each SYN."""

    port: int
    server: socket.socket

    def free(self) -> None:
        """Make room: the next SYN is answered."""
        self.server.accept()[0].close()


@contextmanager
def unanswering(address: str) -> Iterator[Unanswering]:
    """A silent port."""
    with socket.socket() as server, ExitStack() as stack:
        server.bind((address, 0))
        server.listen(0)
        stack.enter_context(socket.create_connection(server.getsockname()))
        yield Unanswering(server.getsockname()[1], server)


@contextmanager
def hanging_up(address: str) -> Iterator[int]:
    """A port that accepts and at once resets every connection."""
    with socket.socket() as server:
        server.bind((address, 0))
        server.listen(16)
        thread = threading.Thread(target=_reset_all, args=(server,))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _reset_all(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
