"""`headframe server`: the control plane, for fleet nodes that dial in over the network."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from headframe import __version__
from headframe.core.enrollment.origin import origin_of
from headframe.core.signing.errors import SigningError
from headframe.core.targets import TargetPolicy
from headframe.kit.clock import SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.files import UnsafeFileError, ensure_private_dir
from headframe.kit.logs import configure_logs
from headframe.kit.monitoring.listening import check_certificates, monitor_listen
from headframe.kit.monitoring.options import (
    MetricsCertificateOption,
    MetricsClientCaOption,
    MetricsKeyOption,
    MetricsListenOption,
    MetricsPasswordOption,
)
from headframe.kit.profile import DIRECTORY
from headframe.server.app import running_server
from headframe.server.config import METRICS_LISTEN, Listen, NodeAccess, ServerConfig
from headframe.server.console import FirstMinute, serve, stop

NO_CERTIFICATE = (
    "nodes speak TLS only: give --tls-certificate and --tls-key, or --development-tls for first steps"
)


def server(
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path(DIRECTORY) / "server",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8443,
    url: Annotated[
        str | None,
        typer.Option(help="Address that nodes are told: https://NAME[:PORT]; host and port without."),
    ] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file of its key.")] = None,
    development_tls: Annotated[
        bool, typer.Option("--development-tls", help="Make a certificate by an authority of one's own.")
    ] = False,
    database: Annotated[
        str | None, typer.Option(help="postgresql:// DSN; SQLite in the state directory without.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="Private file (0600) that seals the organisation's keys.")
    ] = None,
    node_client_ca: Annotated[
        Path | None,
        typer.Option(help="PEM file of the authority of nodes' certificates: no node without one gets in."),
    ] = None,
    node_port: Annotated[
        int, typer.Option(help="Port of nodes alone, with --node-client-ca.", min=1, max=65535)
    ] = 8444,
    allow_loopback: Annotated[
        bool,
        typer.Option("--allow-loopback", help="Let nodes be asked to scan 127.0.0.0/8: simulated miners."),
    ] = False,
    admin_password_file: Annotated[
        Path | None, typer.Option(help="Private file (0600) with the first admin's password.")
    ] = None,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
    log_json: Annotated[bool, typer.Option("--log-json", help="One JSON object a line.")] = False,
    metrics_listen: MetricsListenOption = METRICS_LISTEN,
    metrics_password_file: MetricsPasswordOption = None,
    metrics_client_ca: MetricsClientCaOption = None,
    metrics_tls_certificate: MetricsCertificateOption = None,
    metrics_tls_key: MetricsKeyOption = None,
    check_config: Annotated[bool, typer.Option("--check-config", help="Check the options and stop.")] = False,
) -> None:
    """Run the server. It never opens a connection to a miner: nodes do, and dial in here.

    Example: headframe server --host 0.0.0.0 --tls-certificate mine.pem --tls-key mine.key
    """
    configure_logs(level=log_level, as_json=log_json)
    directory = state_dir.absolute()
    try:
        listen = Listen(host, port, tls_certificate, tls_key)
        if development_tls:
            listen = _development(directory, listen, url)
        monitor = monitor_listen(
            metrics_listen,
            METRICS_LISTEN,
            password_file=metrics_password_file,
            client_authority=metrics_client_ca,
            tls_certificate=metrics_tls_certificate,
            tls_key=metrics_tls_key,
            own=(listen.tls_certificate, listen.tls_key),
        )
        config = ServerConfig(
            state_dir=directory,
            database=database or f"sqlite:///{directory / 'database'}",
            mode="server",
            version=__version__,
            listen=listen,
            nodes=_node_access(listen, url, key_file, node_client_ca, node_port),
            scan_policy=TargetPolicy(allow_loopback=allow_loopback),
            monitor=monitor,
        )
        first = FirstMinute.of(admin_password_file)
        _check(listen)
    except (ValueError, OSError, UnsafeFileError) as error:
        raise stop(str(error)) from error
    if not check_config:
        serve(lambda: running_server(config, SystemClock()), config.listen, first)


def _development(directory: Path, listen: Listen, url: str | None) -> Listen:
    ensure_private_dir(directory)
    names = {listen.host, "localhost", urlsplit(url or listen.url).hostname or listen.host}
    files = server_certificate(directory / "tls", sorted(names))
    return Listen(listen.host, listen.port, files.certificate, files.key, files.authority)


def _node_access(
    listen: Listen, url: str | None, key_file: Path | None, client_ca: Path | None, port: int
) -> NodeAccess:
    """On the address of people, or with certificates on one of their own: browsers have none to show."""
    if client_ca is None:
        return NodeAccess(_origin(url or listen.url), key_file)
    check_certificates(client_ca)
    own = replace(listen, port=port, client_authority=client_ca.absolute())
    return NodeAccess(_origin(url or own.url), key_file, own)


def _origin(url: str) -> str:
    try:
        return origin_of(url)
    except SigningError as error:
        raise ValueError(str(error)) from error


def _check(listen: Listen) -> None:
    problem = listen.problem() or (None if listen.tls else NO_CERTIFICATE)
    if problem:
        raise ValueError(problem)
