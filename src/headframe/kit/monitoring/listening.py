"""Where metrics and health are served, and who may read them beyond this host."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates

from headframe.kit.files import read_private

USER = "prometheus"
"""Whom the password is for: the scraper's configuration names both."""
SHORTEST_PASSWORD = 12
OFF = "off"
MAX_PASSWORD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class MonitorListen:
    """An address of its own, apart from what the process is there for.

    `password` empty: none is asked for. `client_authority` signed the certificates that clients must show.
    `optional`: where the address is taken, the process runs on without.
    """

    host: str
    port: int
    password: str = field(default="", repr=False)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    client_authority: Path | None = None
    optional: bool = False

    @property
    def url(self) -> str:
        """Where it is read."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_certificate else 'http'}://{host}:{self.port}"

    def problem(self) -> str | None:
        """Why this must not be served, and what to do; None when it may."""
        if (self.tls_certificate is None) != (self.tls_key is None):
            return "give both --metrics-tls-certificate and --metrics-tls-key, or neither"
        if self.client_authority and not self.tls_certificate:
            return "--metrics-client-ca needs --metrics-tls-certificate and --metrics-tls-key"
        if ip_address(self.host).is_loopback:
            return None
        if not (self.password or self.client_authority):
            return (
                f"metrics on {self.host} could be read by anybody: give --metrics-password-file or"
                " --metrics-client-ca, or listen on 127.0.0.1"
            )
        if not self.tls_certificate:
            return (
                f"the password of metrics would cross the network to {self.host} in the clear: give"
                " --metrics-tls-certificate and --metrics-tls-key, or listen on 127.0.0.1"
            )
        return None


def monitor_listen(
    address: str,
    default: str,
    *,
    password_file: Path | None = None,
    client_authority: Path | None = None,
    tls_certificate: Path | None = None,
    tls_key: Path | None = None,
    own: tuple[Path | None, Path | None] = (None, None),
) -> MonitorListen | None:
    """From the options; None for off. The default address is given up where another process has it.

    `own` are certificate and key of the process, for metrics that need TLS and were given no others.

    Raises:
        ValueError: which option is wrong, and what to do.
        UnsafeFileError: the password's file is open to others.
        OSError: it is not there.
    """
    if address == OFF:
        return None
    host, port = _host_and_port(address)
    needs_tls = client_authority is not None or not ip_address(host).is_loopback
    if needs_tls and tls_certificate is None and tls_key is None:
        tls_certificate, tls_key = own
    listen = MonitorListen(
        host=host,
        port=port,
        password=_password(password_file) if password_file else "",
        tls_certificate=tls_certificate,
        tls_key=tls_key,
        client_authority=client_authority,
        optional=address == default,
    )
    problem = listen.problem()
    if problem:
        raise ValueError(problem)
    if client_authority:
        check_certificates(client_authority)
    return listen


def check_certificates(path: Path) -> None:
    """That a file is PEM of certificates: TLS would refuse everybody for a wrong one, and say nothing.

    Raises:
        ValueError, OSError: it is not.
    """
    try:
        load_pem_x509_certificates(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} is no PEM file of certificates") from error


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        number = int(port)
        ip_address(host)
    except ValueError:
        number = 0
    if not 0 < number < 2**16:
        raise ValueError(f"--metrics-listen {address!r} is neither ADDRESS:PORT nor {OFF!r}")
    return host, number


def _password(path: Path) -> str:
    password = read_private(path, max_bytes=MAX_PASSWORD_BYTES).decode().strip()
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"{path} holds no password of at least {SHORTEST_PASSWORD} characters")
    return password
