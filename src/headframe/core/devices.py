"""Devices: who a miner is, how it is reached, and whether we have working credentials for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_MAC = re.compile(r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")
_NO_MAC = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})


class PairingStatus(StrEnum):
    """Whether a node holds credentials that work for a device."""

    UNPAIRED = "UNPAIRED"
    PENDING = "PENDING"
    PAIRED = "PAIRED"
    DEFAULT_PASSWORD = "DEFAULT_PASSWORD"  # noqa: S105 - a status, not a password
    AUTHENTICATION_NEEDED = "AUTHENTICATION_NEEDED"
    FAILED = "FAILED"

    @property
    def works(self) -> bool:
        """True when commands and polls may use the credentials."""
        return self in (PairingStatus.PAIRED, PairingStatus.DEFAULT_PASSWORD)


class ComponentKind(StrEnum):
    """Parts of a miner that are measured on their own."""

    HASH_BOARD = "HASH_BOARD"
    PSU = "PSU"
    FAN = "FAN"
    CONTROL_BOARD = "CONTROL_BOARD"
    SENSOR = "SENSOR"


class ComponentStatus(StrEnum):
    """Health of one component."""

    HEALTHY = "HEALTHY"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"
    OFFLINE = "OFFLINE"
    DISABLED = "DISABLED"
    UNKNOWN = "UNKNOWN"


class Severity(StrEnum):
    """How much a fault matters. CRITICAL stops the miner or is unsafe."""

    CRITICAL = "CRITICAL"
    MAJOR = "MAJOR"
    MINOR = "MINOR"
    INFO = "INFO"

    @property
    def rank(self) -> int:
        """3 for CRITICAL down to 0 for INFO."""
        return 3 - list(Severity).index(self)


def normalise_mac(text: str) -> str | None:
    """`text` as lower-case colon-separated MAC; None when it is not one, or stands for none."""
    mac = text.strip().lower().replace("-", ":")
    if ":" not in mac and len(mac) == 12:  # noqa: PLR2004 - hex digits of a MAC
        mac = ":".join(mac[i : i + 2] for i in range(0, 12, 2))
    return mac if _MAC.match(mac) and mac not in _NO_MAC else None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device says it is. Empty strings stand for what it does not tell."""

    mac: str = ""
    serial: str = ""
    make: str = ""
    model: str = ""
    firmware: str = ""
    hostname: str = ""
    control_board: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a device is reached: an IP literal and the driver's named ports."""

    address: str
    ports: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login for a device. The password never shows in a repr."""

    username: str
    password: str = field(repr=False)


def device_key(identity: Identity, *, fallback: str) -> str:
    """Stable key of a device: its MAC, else its serial number, else `fallback`.

    `fallback` is a hash that the node draws once and keeps; an address is never a key.
    """
    mac = normalise_mac(identity.mac)
    if mac:
        return f"mac:{mac}"
    if identity.serial:
        return f"serial:{identity.make.lower()}:{identity.serial}"
    return f"node:{fallback}"


def is_same_device(expected: Identity, seen_mac: str, seen_serial: str) -> bool | None:
    """Whether an answer came from the expected device; None when nothing comparable was seen."""
    expected_mac, mac = normalise_mac(expected.mac), normalise_mac(seen_mac)
    if expected_mac and mac:
        return expected_mac == mac
    if expected.serial and seen_serial:
        return expected.serial == seen_serial
    return None
