"""The settings of the virtual driver, from a TOML or JSON file.

latency_ms = 20           # of every answer
latency_jitter_ms = 10    # uniform, on top
ramp_seconds = 5.0        # from start to full hashrate
reboot_seconds = 3.0      # without an answer
slow_seconds = 2.0        # of the fault "slow"
max_miners = 200000
absent = ["10.9.0.0/16"]  # addresses where nothing is

[[faults]]
network = "10.1.2.0/28"   # an address or a CIDR block
port = 4028               # optional
fault = "hang"            # a name of faults.Fault, in lower case
"""

import ipaddress
import json
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from headframe.drivers.virtual.faults import Fault, reserved

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsError(Exception):
    """The settings file cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class FaultRule:
    """Devices of a network, on one port or on any, have a fault."""

    network: Network
    fault: Fault
    port: int | None = None

    def covers(self, address: str, port: int) -> bool:
        """Whether the rule is about this device."""
        literal = ipaddress.ip_address(address)
        return literal in self.network and self.port in (None, port)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the imaginary fleet behaves; the module's text shows the file."""

    latency_ms: float = 0.0
    latency_jitter_ms: float = 0.0
    ramp_seconds: float = 5.0
    reboot_seconds: float = 3.0
    slow_seconds: float = 2.0
    max_miners: int = 200_000
    absent: tuple[Network, ...] = ()
    faults: tuple[FaultRule, ...] = ()

    def fault_of(self, address: str, port: int) -> Fault:
        """The first rule that covers the device, else what its address or port asks for."""
        for rule in self.faults:
            if rule.covers(address, port):
                return rule.fault
        return reserved(address, port)

    def is_absent(self, address: str) -> bool:
        """Whether nothing is at the address."""
        return any(ipaddress.ip_address(address) in network for network in self.absent)


def load(path: Path) -> Settings:
    """Settings from a file. Raises SettingsError for anything that is not as documented."""
    try:
        text = path.read_text()
        table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        return parsed(table)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path}: {error}") from error


def parsed(table: dict[str, Any]) -> Settings:
    """Settings from a file's table. Raises ValueError, KeyError, TypeError."""
    known = {field.name for field in fields(Settings)}
    if unknown := set(table) - known:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    values = dict(table)
    values["absent"] = tuple(ipaddress.ip_network(text) for text in table.get("absent", ()))
    values["faults"] = tuple(_rule(entry) for entry in table.get("faults", ()))
    return Settings(**values)


def _rule(entry: dict[str, Any]) -> FaultRule:
    return FaultRule(
        network=ipaddress.ip_network(entry["network"]),
        fault=Fault[str(entry["fault"]).upper()],
        port=entry.get("port"),
    )
