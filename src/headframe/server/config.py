"""Configuration of a server process, read once at start."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from headframe.core.targets import TargetPolicy
from headframe.kit.monitoring.listening import MonitorListen

METRICS_LISTEN = "127.0.0.1:9420"
"""Where metrics of a server are read unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the API and the UI are served.

    Without a certificate only loopback is served: passwords do not cross a network in the clear.
    `authority` is what clients of a development certificate have to trust. Where `client_authority` is set,
    clients without a certificate by it are refused in the TLS handshake.
    """

    host: str = "127.0.0.1"
    port: int = 8420
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    authority: Path | None = None
    client_authority: Path | None = None

    @property
    def tls(self) -> bool:
        """Whether browsers speak HTTPS to it."""
        return self.tls_certificate is not None

    @property
    def url(self) -> str:
        """The address that people open."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def problem(self) -> str | None:
        """Why this must not be served, and what to do; None when it may."""
        if (self.tls_certificate is None) != (self.tls_key is None):
            return "give both a certificate and its key, or neither"
        if not self.tls and not ip_address(self.host).is_loopback:
            return (
                f"{self.host} is not loopback: give --tls-certificate and --tls-key, or listen on 127.0.0.1"
            )
        return None


@dataclass(frozen=True, slots=True)
class NodeAccess:
    """That nodes come over the network. `origin` is the address that they are told, and sign.

    `key_file` seals the organisation's keys at rest; without it a key beside them does. `listen` is an
    address for nodes alone, where they must show certificates; else they dial that of people.
    """

    origin: str
    key_file: Path | None = None
    listen: Listen | None = None


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """`database` is sqlite:///DIRECTORY or a postgresql:// DSN; `state_dir` holds artifacts."""

    state_dir: Path
    database: str
    mode: str
    version: str
    listen: Listen = field(default_factory=Listen)
    nodes: NodeAccess | None = None
    organisation: str = "default"
    scan_policy: TargetPolicy = field(default_factory=TargetPolicy)
    node_lost_after_seconds: float = 30.0
    expire_every_seconds: float = 2.0
    roll_up_every_seconds: float = 60.0
    retention_every_seconds: float = 3600.0
    renew_every_seconds: float = 600.0
    allowed_hosts: tuple[str, ...] = ()
    monitor: MonitorListen | None = None
