"""Where a miner's web server is."""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from yarl import URL

from headframe.driver import InvalidArgumentError

MAX_PORT = 65_535
MAX_CACHED = 65_536
"""Addresses that are checked, and URLs that are parsed, once: either costs as much as reading an answer."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One web server: an IP literal, a port, and whether it speaks TLS."""

    address: str
    port: int
    is_tls: bool = False

    def url(self, path: str) -> URL:
        """The address of `path`, which starts with a slash."""
        return _url(self, path)


@lru_cache(maxsize=MAX_CACHED)
def _url(where: Endpoint, path: str) -> URL:
    host = f"[{where.address}]" if ":" in where.address else where.address
    return URL(f"{'https' if where.is_tls else 'http'}://{host}:{where.port}{path}")


@lru_cache(maxsize=MAX_CACHED)
def endpoint(address: str, port: int, *, is_tls: bool = False) -> Endpoint:
    """An endpoint of checked parts: host names are refused, because nothing here resolves them.

    Raises:
        InvalidArgumentError: `address` is no IP literal or `port` is out of range.
    """
    try:
        ipaddress.ip_address(address)
    except ValueError as error:
        raise InvalidArgumentError("the address is not an IP literal") from error
    if not 0 < port <= MAX_PORT:
        raise InvalidArgumentError(f"port {port} is out of range")
    return Endpoint(address, port, is_tls)
