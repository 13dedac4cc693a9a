"""Kinds of command, what they may do, and how long they stay good."""

from dataclasses import dataclass
from enum import StrEnum


class CommandKind(StrEnum):
    """What can be asked of a device; DISCOVER is asked of a node."""

    REBOOT = "REBOOT"
    START_MINING = "START_MINING"
    STOP_MINING = "STOP_MINING"
    SET_POWER_TARGET = "SET_POWER_TARGET"
    CURTAIL = "CURTAIL"
    UNCURTAIL = "UNCURTAIL"
    UPDATE_POOLS = "UPDATE_POOLS"
    BLINK_LED = "BLINK_LED"
    SET_COOLING_MODE = "SET_COOLING_MODE"
    UPDATE_PASSWORD = "UPDATE_PASSWORD"  # noqa: S105 - a kind of command, not a password
    UPDATE_FIRMWARE = "UPDATE_FIRMWARE"
    DOWNLOAD_LOGS = "DOWNLOAD_LOGS"
    DISCOVER = "DISCOVER"
    PAIR = "PAIR"
    UNPAIR = "UNPAIR"


@dataclass(frozen=True, slots=True)
class KindPolicy:
    """Rules of one kind.

    `ttl_seconds` bounds how old an undelivered command may be executed. `idempotent` commands may be run
    again after a crash hid their outcome. `expected_seconds` bounds the driver call, which ends as soon as
    the effect was read back: some firmware takes minutes to come up.
    `needs_pairing`: refused on a device without working credentials.
    """

    ttl_seconds: int
    idempotent: bool
    expected_seconds: int
    needs_pairing: bool = True


POLICIES: dict[CommandKind, KindPolicy] = {
    CommandKind.REBOOT: KindPolicy(120, idempotent=False, expected_seconds=240),
    CommandKind.START_MINING: KindPolicy(600, idempotent=True, expected_seconds=320),
    CommandKind.STOP_MINING: KindPolicy(600, idempotent=True, expected_seconds=120),
    CommandKind.SET_POWER_TARGET: KindPolicy(900, idempotent=True, expected_seconds=60),
    CommandKind.CURTAIL: KindPolicy(900, idempotent=True, expected_seconds=120),
    CommandKind.UNCURTAIL: KindPolicy(900, idempotent=True, expected_seconds=320),
    CommandKind.UPDATE_POOLS: KindPolicy(1800, idempotent=True, expected_seconds=60),
    CommandKind.BLINK_LED: KindPolicy(120, idempotent=True, expected_seconds=20),
    CommandKind.SET_COOLING_MODE: KindPolicy(900, idempotent=True, expected_seconds=30),
    CommandKind.UPDATE_PASSWORD: KindPolicy(1800, idempotent=False, expected_seconds=30),
    CommandKind.UPDATE_FIRMWARE: KindPolicy(1800, idempotent=False, expected_seconds=900),
    CommandKind.DOWNLOAD_LOGS: KindPolicy(600, idempotent=True, expected_seconds=120),
    CommandKind.DISCOVER: KindPolicy(600, idempotent=True, expected_seconds=1800, needs_pairing=False),
    CommandKind.PAIR: KindPolicy(600, idempotent=True, expected_seconds=60, needs_pairing=False),
    CommandKind.UNPAIR: KindPolicy(600, idempotent=True, expected_seconds=20, needs_pairing=False),
}
"""Lifetimes follow the reconciliation table: the shorter, the less an old intent can surprise."""
