"""What fleet to simulate: counts by model, addresses, ports, faults. JSON, TOML or a short mix."""

import ipaddress
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headframe.minersim.catalogue import DEMO_MIX, Model, find_model
from headframe.minersim.faults import Fault, FaultError, parse_fault
from headframe.minersim.miner import DEFAULT_REBOOT_SECONDS
from headframe.minersim.settings import MAX_POOLS, Pool

MAX_MINERS = 20_000
MAX_REBOOT_SECONDS = 3600.0
HIGH_PORT_OFFSET = 10_000
MAX_PORT_OFFSET = 60_000
DEFAULT_BIND_BASE = "127.20.0.1"
_GROUP_KEYS = {"model", "count", "pools", "password", "faults", "cold", "write_api", "password_gate"}
_FLEET_KEYS = {
    "miners",
    "seed",
    "bind_base",
    "ports",
    "port_offset",
    "control",
    "reboot_seconds",
}


class SpecError(ValueError):
    """A fleet specification that cannot be run; the message says what to change."""


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A fault for the first `count` miners of a group."""

    fault: Fault
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """So many miners of one model.

    Empty `pools` means the example pools; `password` None the factory's. `cold` miners have just
    been switched on. `write_api` False is WhatsMiner's API switch turned off; `password_gate` makes
    WhatsMiner v3 and Proto rigs refuse writes while the factory password is in force.
    """

    model: Model
    count: int
    pools: tuple[Pool, ...] = ()
    password: str | None = None
    faults: tuple[FaultPlan, ...] = ()
    cold: bool = False
    write_api: bool = True
    password_gate: bool = False


@dataclass(frozen=True, slots=True)
class FleetSpec:
    """A whole fleet. Addresses count up from `bind_base`, skipping .0 and .255.

    `control` is the (host, port) of the control endpoint, or None for none.
    """

    groups: tuple[Group, ...]
    seed: int = 1
    bind_base: str = DEFAULT_BIND_BASE
    port_offset: int = 0
    control: tuple[str, int] | None = None
    reboot_seconds: float = DEFAULT_REBOOT_SECONDS

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_MINERS:
            raise SpecError(f"{self.count} miners; there must be 1 to {MAX_MINERS}")
        if not 0 <= self.port_offset <= MAX_PORT_OFFSET:
            raise SpecError(f"port offset {self.port_offset} is not in 0..{MAX_PORT_OFFSET}")
        if not 0 <= self.reboot_seconds <= MAX_REBOOT_SECONDS:
            raise SpecError(f"reboot_seconds must be 0..{MAX_REBOOT_SECONDS:g}")
        self.addresses()

    @property
    def count(self) -> int:
        """How many miners."""
        return sum(group.count for group in self.groups)

    def addresses(self) -> list[str]:
        """One address a miner, in order.

        Raises:
            SpecError: the base is not an IPv4 address, or a loopback block runs over its end.
        """
        try:
            base = ipaddress.IPv4Address(self.bind_base)
        except ValueError as error:
            raise SpecError(f"bind base {self.bind_base!r} is not an IPv4 address") from error
        found: list[str] = []
        value = int(base)
        while len(found) < self.count:
            if value & 0xFF not in {0, 0xFF}:
                found.append(str(ipaddress.IPv4Address(value)))
            value += 1
        if base.is_loopback and not ipaddress.IPv4Address(found[-1]).is_loopback:
            raise SpecError(f"{self.count} miners from {base} run over the end of 127.0.0.0/8")
        return found


def parse_mix(text: str) -> tuple[Group, ...]:
    """Groups from `antminer-s19:100,whatsminer-m50:80`.

    Raises:
        SpecError: a model is unknown or a count is not a positive number.
    """
    groups = []
    for part in text.split(","):
        slug, colon, count = part.strip().rpartition(":")
        if not colon or not count.isdigit() or int(count) < 1:
            raise SpecError(f"{part.strip()!r} is not MODEL:COUNT, as in antminer-s19:100")
        groups.append(Group(_model(slug), int(count)))
    return tuple(groups)


def demo_groups(count: int | None = None) -> tuple[Group, ...]:
    """The demonstration's mix of models, scaled to `count` miners (300 when not given)."""
    total = sum(DEMO_MIX.values())
    wanted = total if count is None else count
    groups: list[Group] = []
    given = seen = 0
    for slug, share in DEMO_MIX.items():
        seen += share
        upto = wanted * seen // total
        if upto > given:
            groups.append(Group(_model(slug), upto - given))
            given = upto
    return tuple(groups)


def parse_spec(raw: Mapping[str, Any]) -> FleetSpec:
    """A fleet from its JSON or TOML form.

    `{"seed": 7, "bind_base": "127.20.0.1", "ports": "high", "control": "127.0.0.1:9400",
    "miners": [{"model": "antminer-s19", "count": 10, "faults": [{"kind": "slow", "count": 2}]}]}`

    Raises:
        SpecError: something in it is unknown, missing or out of bounds.
    """
    _only(raw, _FLEET_KEYS, "fleet")
    miners = raw.get("miners")
    if not isinstance(miners, list) or not miners:
        raise SpecError("the fleet needs a non-empty list `miners`")
    control = raw.get("control")
    return FleetSpec(
        groups=tuple(_group(entry) for entry in miners),
        seed=_typed(raw, "seed", int, 1),
        bind_base=_typed(raw, "bind_base", str, DEFAULT_BIND_BASE),
        port_offset=_offset(raw),
        control=None if control is None else parse_endpoint(str(control)),
        reboot_seconds=float(_typed(raw, "reboot_seconds", (int, float), DEFAULT_REBOOT_SECONDS)),
    )


def load_spec(path: Path) -> FleetSpec:
    """A fleet from a `.toml` or JSON file.

    Raises:
        SpecError: the file cannot be read or is not a fleet.
    """
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise SpecError(f"{path}: {error}") from error
    if not isinstance(raw, dict):
        raise SpecError(f"{path}: not an object")
    return parse_spec(raw)


def parse_ports(name: str) -> int:
    """The port offset of `vendor` (0) or `high`.

    Raises:
        SpecError: it is another word.
    """
    offsets = {"vendor": 0, "high": HIGH_PORT_OFFSET}
    if name not in offsets:
        raise SpecError(f"ports {name!r}: say vendor or high")
    return offsets[name]


def parse_endpoint(text: str) -> tuple[str, int]:
    """`HOST:PORT` of the control endpoint, which must be on loopback.

    Raises:
        SpecError: it is not.
    """
    host, _, port = text.rpartition(":")
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or not port.isdigit() or int(port) > 65535:
        raise SpecError(f"control {text!r} is not a loopback ADDRESS:PORT")
    return host, int(port)


def _offset(raw: Mapping[str, Any]) -> int:
    named = parse_ports(_typed(raw, "ports", str, "vendor"))
    return int(_typed(raw, "port_offset", int, named))


def _group(raw: Any) -> Group:
    if not isinstance(raw, dict):
        raise SpecError("each entry of `miners` is an object with model and count")
    _only(raw, _GROUP_KEYS, "miners")
    return Group(
        model=_model(_typed(raw, "model", str, "")),
        count=_typed(raw, "count", int, 1),
        pools=tuple(_pool(pool) for pool in raw.get("pools", [])[:MAX_POOLS]),
        password=raw.get("password"),
        faults=tuple(_plan(plan) for plan in raw.get("faults", [])),
        cold=_typed(raw, "cold", bool, default=False),
        write_api=_typed(raw, "write_api", bool, default=True),
        password_gate=_typed(raw, "password_gate", bool, default=False),
    )


def _plan(raw: Mapping[str, Any]) -> FaultPlan:
    values = dict(raw)
    count = values.pop("count", MAX_MINERS)
    try:
        return FaultPlan(parse_fault(values), int(count))
    except FaultError as error:
        raise SpecError(str(error)) from error


def _pool(raw: Mapping[str, Any]) -> Pool:
    if not isinstance(raw, dict) or not isinstance(raw.get("url"), str):
        raise SpecError("a pool is {url, user, password}")
    return Pool(raw["url"], str(raw.get("user", "")), str(raw.get("password", "x")))


def _model(slug: str) -> Model:
    try:
        return find_model(slug)
    except KeyError as error:
        raise SpecError(str(error.args[0])) from error


def _only(raw: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        raise SpecError(f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(known))}")


def _typed(raw: Mapping[str, Any], key: str, kind: Any, default: Any) -> Any:
    value = raw.get(key, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise SpecError(f"{key}: {value!r} is not right")
    return value
