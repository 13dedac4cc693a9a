"""Whose answer this is: MACs in one spelling, and the check that keeps an address from being a name."""

import re

from headframe.driver import WrongDeviceError
from headframe.wire.gen.driver.v1 import driver_pb2

_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_NO_DEVICE = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})


def mac(value: object) -> str:
    """A MAC in lower case with colons; empty for anything that is none or that many devices share."""
    if not isinstance(value, str):
        return ""
    found = value.strip().lower().replace("-", ":")
    return found if _MAC.fullmatch(found) and found not in _NO_DEVICE else ""


def check(target: driver_pb2.Target, *, seen_mac: str, seen_serial: str) -> None:
    """Compare what was seen with what the target should be. What was not seen is not compared.

    Raises:
        WrongDeviceError: another device answers.
    """
    expected = mac(target.expected_mac)
    if expected and seen_mac:
        if seen_mac != expected:
            raise WrongDeviceError(f"expected {expected}, found {seen_mac}")
        return
    if target.expected_serial and seen_serial and seen_serial != target.expected_serial:
        raise WrongDeviceError(f"expected serial {target.expected_serial}, found {seen_serial}")


def is_proven(target: driver_pb2.Target, *, seen_mac: str, seen_serial: str) -> bool:
    """Whether enough was seen to tell that this is the target; so too where the target names nothing."""
    if mac(target.expected_mac):
        return bool(seen_mac)
    return bool(seen_serial) if target.expected_serial else True


def prove(target: driver_pb2.Target, *, seen_mac: str, seen_serial: str) -> None:
    """Check as `check` does, and refuse where too little was seen to tell: a write must not go astray.

    Raises:
        WrongDeviceError: another device answers, or one that does not say who it is.
    """
    check(target, seen_mac=seen_mac, seen_serial=seen_serial)
    if not is_proven(target, seen_mac=seen_mac, seen_serial=seen_serial):
        raise WrongDeviceError("the device does not tell whether it is the one that is meant")
