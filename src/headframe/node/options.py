"""Options of everything that runs a node, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated, TypeAlias

import typer

from headframe.core.targets import PRIVATE_NETWORKS, Network, TargetPolicy
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.polling.schedule import Intervals

NetworkOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--network", help="Network that may be scanned, CIDR; all private ones without."),
]
LoopbackOption: TypeAlias = Annotated[
    bool, typer.Option("--allow-loopback", help="Let scans reach 127.0.0.0/8, for simulated miners.")
]
DriverPortOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--driver-port", help="Scan another port: DRIVER.NAME=PORT, as antminer.api=14028."),
]
WithoutDriverOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--without-driver", help="Driver not to run.")
]
PollOption: TypeAlias = Annotated[
    float, typer.Option("--poll-seconds", help="Between two polls of a miner.", min=1)
]
FullPollOption: TypeAlias = Annotated[
    float, typer.Option("--full-poll-seconds", help="Between two full polls.", min=5)
]
POLL_SECONDS, FULL_POLL_SECONDS = 10.0, 600.0
LONGEST_BACKOFF_SECONDS = 60.0
OFF_BY_DEFAULT = ("virtual",)


@dataclass(frozen=True, slots=True)
class MinerSettings:
    """How a node meets its miners."""

    targets: TargetPolicy
    polling: PollingConfig
    discovery: DiscoverySettings
    plugins: PluginHostConfig


def miner_settings(
    *,
    network: Sequence[str] | None,
    allow_loopback: bool,
    driver_port: Sequence[str] | None,
    without_driver: Sequence[str] | None,
    poll_seconds: float,
    full_poll_seconds: float,
) -> MinerSettings:
    """From the options. ValueError says which one is wrong."""
    backoff = max(LONGEST_BACKOFF_SECONDS, poll_seconds)
    return MinerSettings(
        targets=TargetPolicy(networks=_networks(network), allow_loopback=allow_loopback),
        polling=PollingConfig(Intervals(poll_seconds, full_poll_seconds, backoff)),
        discovery=DiscoverySettings(ports=_driver_ports(driver_port or ())),
        plugins=PluginHostConfig(deny=frozenset(without_driver or OFF_BY_DEFAULT)),
    )


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
