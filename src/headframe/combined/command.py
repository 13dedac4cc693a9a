"""`headframe combined`: the whole of Headframe in one process."""

from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer

from headframe import __version__
from headframe.combined.app import CombinedConfig, running_combined
from headframe.core.targets import PRIVATE_NETWORKS, Network, TargetPolicy
from headframe.kit.clock import SystemClock
from headframe.kit.files import UnsafeFileError
from headframe.kit.logs import configure_logs
from headframe.kit.profile import DIRECTORY
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.polling.schedule import Intervals
from headframe.server.config import Listen
from headframe.server.console import FirstMinute, serve, stop


def combined(
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path(DIRECTORY) / "combined",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8420,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file; needed beyond loopback.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file of its key.")] = None,
    database: Annotated[
        str | None, typer.Option(help="postgresql:// DSN; SQLite in the state directory without.")
    ] = None,
    admin_password_file: Annotated[
        Path | None, typer.Option(help="Private file (0600) with the first admin's password.")
    ] = None,
    network: Annotated[
        list[str] | None, typer.Option(help="Network that may be scanned, CIDR; all private ones without.")
    ] = None,
    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="Let scans reach 127.0.0.0/8, for simulated miners.")
    ] = False,
    driver_port: Annotated[
        list[str] | None, typer.Option(help="Scan another port: DRIVER.NAME=PORT, as antminer.api=14028.")
    ] = None,
    without_driver: Annotated[list[str] | None, typer.Option(help="Driver not to run.")] = None,
    poll_seconds: Annotated[float, typer.Option(help="Between two polls of a miner.", min=1)] = 10.0,
    full_poll_seconds: Annotated[float, typer.Option(help="Between two full polls.", min=5)] = 600.0,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
    log_json: Annotated[bool, typer.Option("--log-json", help="One JSON object a line.")] = False,
    check_config: Annotated[bool, typer.Option("--check-config", help="Check the options and stop.")] = False,
) -> None:
    """Run server and node in one process.

    Example: headframe combined --network 10.20.0.0/16
    """
    configure_logs(level=log_level, as_json=log_json)
    try:
        config = CombinedConfig(
            state_dir=state_dir.absolute(),
            version=__version__,
            database=database,
            listen=Listen(host, port, tls_certificate, tls_key),
            targets=TargetPolicy(networks=_networks(network), allow_loopback=allow_loopback),
            polling=PollingConfig(Intervals(poll_seconds, full_poll_seconds, max(60.0, poll_seconds))),
            discovery=DiscoverySettings(ports=_driver_ports(driver_port or ())),
            plugins=PluginHostConfig(deny=frozenset(without_driver or ("virtual",))),
        )
        first = FirstMinute.of(admin_password_file)
        _check(config.listen)
    except (ValueError, OSError, UnsafeFileError) as error:
        raise stop(str(error)) from error
    if not check_config:
        serve(lambda: running_combined(config, SystemClock()), config.listen, first)


def _check(listen: Listen) -> None:
    problem = listen.problem()
    if problem:
        raise ValueError(problem)


def _networks(names: Sequence[str] | None) -> tuple[Network, ...]:
    return tuple(ip_network(name) for name in names) if names else PRIVATE_NETWORKS


def _driver_ports(options: Sequence[str]) -> dict[str, dict[str, int]]:
    ports: dict[str, dict[str, int]] = {}
    for option in options:
        name, _, port = option.partition("=")
        driver, _, port_name = name.partition(".")
        if not (driver and port_name and port.isdecimal()):
            raise ValueError(f"--driver-port {option!r} is not of the form DRIVER.NAME=PORT")
        ports.setdefault(driver, {})[port_name] = int(port)
    return ports
