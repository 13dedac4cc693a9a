"""Where the local UI listens, and by which names it is called."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from headframe.node.local.certificate import CertificateFiles

OFF = "off"
DEFAULT_ADDRESS = "0.0.0.0:8443"
"""Every interface: people on site have no other way in. `--local-ui 10.20.0.1:8443` is one interface."""
MAX_PORT = 65_535
LocalUiOption: TypeAlias = Annotated[
    str, typer.Option(help="Address of this host and port for people on site, or off: no local UI.")
]


@dataclass(frozen=True, slots=True)
class LocalUiConfig:
    """An address of this host and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "LocalUiConfig | None":
        """HOST:PORT, or "off". ValueError says what is wrong."""
        if text == OFF:
            return None
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]") or "0.0.0.0"
        try:
            ip_address(host)
        except ValueError as error:
            raise ValueError(
                f"--local-ui {text!r}: give an address of this host and a port, as {DEFAULT_ADDRESS},"
                f" or {OFF!r}"
            ) from error
        if not port.isdecimal() or not 0 < int(port) <= MAX_PORT:
            raise ValueError(f"--local-ui {text!r}: the port is a number from 1 to {MAX_PORT}")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class LocalListen:
    """What is served: always with a certificate, so on any interface."""

    host: str
    port: int
    tls_certificate: Path
    tls_key: Path

    @classmethod
    def of(cls, config: LocalUiConfig, files: CertificateFiles) -> "LocalListen":
        """An address with the node's certificate."""
        return cls(config.host, config.port, files.certificate, files.key)

    def problem(self) -> str | None:
        """Nothing stands against it."""
        return None


def own_names(node_name: str) -> Callable[[str], bool]:
    """Which Host names are served: addresses, and what this host is called.

    A page elsewhere whose name was made to point here (DNS rebinding) has a name of its own, and no address.
    """
    host = socket.gethostname().lower()
    short = host.split(".")[0]
    names = {"localhost", host, short, f"{short}.local", node_name.lower(), f"{node_name.lower()}.local"}
    return lambda name: name in names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
