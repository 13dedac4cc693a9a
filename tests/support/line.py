"""A TCP line between a client and a server that a test can cut, reset, slow down, or let go silent."""

import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

CHUNK_BYTES = 65_536
RESET_AT_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER: nothing is flushed, the other side gets a reset."""


@dataclass(eq=False)
class _Connection:
    near: socket.socket
    far: socket.socket
    stranded: bool = False
    ended: bool = False

    def end(self, *, reset: bool) -> None:
        """Let both sides know that it is over."""
        self.ended = True
        for each in (self.near, self.far):
            with suppress(OSError):
                if reset:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
                each.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)  # its pump wakes up
            each.close()


class Line:
    """Forwards loopback connections to `target_port`.

    Cut: connections end at once, and new ones too. Silent: everything stays open and nothing comes through,
    as when a cable is pulled: no end is told. Mended: what was open before is gone, as it would be.
    `connected_at` is when each connection began, by the monotonic clock.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.connected_at: list[float] = []
        self._flows = threading.Event()
        self._flows.set()
        self._refuses = False
        self._delay_seconds = 0.0
        self._lock = threading.Lock()
        self._connections: set[_Connection] = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self._flows.set()
        self._accepting.join()

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        self._refuses = True
        self.drop()

    def silence(self) -> None:
        """Let nothing through any more, without a word to either side."""
        self._flows.clear()

    def strand(self) -> None:
        """Let nothing through on the connections there are; new ones are carried: a router forgot them."""
        with self._lock:
            for each in self._connections:
                each.stranded = True

    def slow(self, seconds: float) -> None:
        """Hold back each piece of what comes for so long; 0 carries it at once."""
        self._delay_seconds = seconds

    def mend(self) -> None:
        """Carry new connections again."""
        self.drop()
        self._refuses = False
        self._delay_seconds = 0.0
        self._flows.set()

    def drop(self, *, reset: bool = False) -> None:
        """End every connection, orderly or by a reset; new ones are carried."""
        with self._lock:
            dropped, self._connections = self._connections, set()
        for each in dropped:
            each.end(reset=reset)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connected_at.append(time.monotonic())
            if self._refuses:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target_port))
            except OSError:
                near.close()
                continue
            self._carry(_Connection(near, far))

    def _carry(self, connection: _Connection) -> None:
        with self._lock:
            self._connections.add(connection)
        ends = ((connection.near, connection.far), (connection.far, connection.near))
        for source, sink in ends:
            threading.Thread(target=self._pump, args=(connection, source, sink), daemon=True).start()

    def _pump(self, connection: _Connection, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                self._flows.wait()
                time.sleep(self._delay_seconds)
                if not connection.stranded:
                    sink.sendall(data)
        if not (connection.stranded or connection.ended):
            with suppress(OSError):
                sink.shutdown(socket.SHUT_WR)
