"""Listening sockets: one for each miner and service, opened and closed as the miner comes and goes."""

import asyncio
import errno
import resource
import socket
from typing import Any

BACKLOG = 64
_SPARE_DESCRIPTORS = 256
_REASONS = {
    errno.EACCES: "no permission; use --ports high, or run with CAP_NET_BIND_SERVICE",
    errno.EADDRINUSE: "in use; is another simulator or miner there?",
    errno.EADDRNOTAVAIL: "not an address of this machine",
    errno.EMFILE: "too many open files; raise the hard limit (ulimit -Hn)",
}


class ListenError(OSError):
    """A socket cannot be opened; the message says where and why."""


def raise_descriptor_limit(wanted: int) -> int:
    """Lift the soft limit of open files to the hard one; returns it.

    Raises:
        ListenError: even the hard limit is too low for `wanted` sockets.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < wanted + _SPARE_DESCRIPTORS:
        raise ListenError(f"{wanted} sockets do not fit in {hard} open files (ulimit -Hn)")
    return hard


class Listeners:
    """The open listening sockets by (address, port)."""

    def __init__(self) -> None:
        self._servers: dict[tuple[str, int], asyncio.Server] = {}

    async def open(self, address: str, port: int, factory: Any) -> None:
        """Listen, if not listening already.

        Raises:
            ListenError: the address or port cannot be had.
        """
        if (address, port) in self._servers:
            return
        sock = _bound_socket(address, port)
        loop = asyncio.get_running_loop()
        self._servers[address, port] = await loop.create_server(factory, sock=sock, backlog=BACKLOG)

    def close(self, address: str, port: int) -> None:
        """Stop listening there; connections refused from now on."""
        server = self._servers.pop((address, port), None)
        if server is not None:
            server.close()

    def has(self, address: str, port: int) -> bool:
        """Whether it listens there."""
        return (address, port) in self._servers

    def close_all(self) -> None:
        """Stop listening everywhere."""
        for address, port in list(self._servers):
            self.close(address, port)

    def __len__(self) -> int:
        return len(self._servers)


def _bound_socket(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        sock.bind((address, port))
    except OSError as error:
        sock.close()
        reason = _REASONS.get(error.errno or 0, error.strerror)
        raise ListenError(f"cannot listen on {address}:{port}: {reason}") from error
    return sock
