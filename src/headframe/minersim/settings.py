"""What an operator can set on a miner, whatever the vendor's words for it."""

from dataclasses import dataclass, field
from enum import StrEnum

MAX_POOLS = 3


class PowerMode(StrEnum):
    """The three modes that Antminer, WhatsMiner and Avalon share."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


MODE_LEVEL = {PowerMode.LOW: 0.78, PowerMode.NORMAL: 1.0, PowerMode.HIGH: 1.12}


@dataclass(frozen=True, slots=True)
class Pool:
    """A mining pool: a stratum URL, the worker name, the pool's password (rarely secret)."""

    url: str
    user: str
    password: str = ""


@dataclass(slots=True)
class Settings:
    """The stored configuration of one miner; it survives a reboot.

    `power_limit_watts` None means the vendor's default. `accounts` maps user name to password.
    """

    pools: list[Pool]
    accounts: dict[str, str]
    mining: bool = True
    power_mode: PowerMode = PowerMode.NORMAL
    power_limit_watts: float | None = None
    power_percent: float = 100.0
    frequency_mhz: float | None = None
    core_voltage_mv: float | None = None
    led_on: bool = False
    fan_percent: int | None = None
    hostname: str | None = None
    write_api: bool = True
    extra: dict[str, object] = field(default_factory=dict)
