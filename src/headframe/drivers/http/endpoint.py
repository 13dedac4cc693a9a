"""Where a miner's web server is."""

import ipaddress
from dataclasses import dataclass

from headframe.driver import InvalidArgumentError

MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One web server: an IP literal, a port, and whether it speaks TLS."""

    address: str
    port: int
    is_tls: bool = False

    def url(self, path: str) -> str:
        """The address of `path`, which starts with a slash."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.is_tls else 'http'}://{host}:{self.port}{path}"


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
