"""Takes values out of an answer without believing them.

A value that is missing, empty or a vendor's word for "none" is None. One that is there and cannot be true
(not a number, NaN, out of range) is None as well, and its key goes on the list of odd ones, so that a person
can be told why a reading is missing.
"""

import math
from collections.abc import Mapping
from typing import Any

HASHRATE_LIMIT_HS = 1e17
TEMPERATURE_LOW_C = -60.0
TEMPERATURE_HIGH_C = 200.0
FAN_LIMIT_RPM = 60_000.0
POWER_LIMIT_WATTS = 100_000.0
VOLTAGE_LIMIT_V = 1_000.0
CURRENT_LIMIT_A = 2_000.0
FREQUENCY_LIMIT_HZ = 1e10
COUNT_LIMIT = 2**32 - 1
TOTAL_LIMIT = 2**63 - 1
TEXT_LIMIT = 256

_NOTHING = frozenset({"", "-", "--", "N/A", "n/a", "none", "None", "null"})

Source = Mapping[str, Any]


def number(source: Source, key: str, low: float, high: float, odd: list[str]) -> float | None:
    """A finite number within [low, high], from a number or from its text."""
    value = source.get(key)
    if value is None:
        return None
    if type(value) is float or type(value) is int:  # the common case; the range keeps out NaN and infinity
        if low <= value <= high:
            return float(value)
    elif type(value) is str:
        if value.strip() in _NOTHING:
            return None
        found = as_number(value)
        if found is not None and low <= found <= high:
            return found
    odd.append(key)
    return None


def as_number(value: object) -> float | None:
    """A finite float, or None where `value` is no number. True is no number."""
    if isinstance(value, bool) or not isinstance(value, float | int | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def hashrate(source: Source, key: str, unit_hs: float, odd: list[str]) -> float | None:
    """A hashrate in H/s, from one given in units of `unit_hs`."""
    found = number(source, key, 0.0, HASHRATE_LIMIT_HS / unit_hs, odd)
    return None if found is None else found * unit_hs


def temperature(source: Source, key: str, odd: list[str]) -> float | None:
    """Degrees Celsius; exactly 0 is how firmware writes "no sensor"."""
    found = number(source, key, TEMPERATURE_LOW_C, TEMPERATURE_HIGH_C, odd)
    return found or None


def fan(source: Source, key: str, odd: list[str]) -> float | None:
    """A fan's speed in RPM; 0 is a fan that stands still."""
    return number(source, key, 0.0, FAN_LIMIT_RPM, odd)


def power(source: Source, key: str, odd: list[str]) -> float | None:
    """Watts."""
    return number(source, key, 0.0, POWER_LIMIT_WATTS, odd)


def frequency(source: Source, key: str, odd: list[str]) -> float | None:
    """A chip frequency in Hz, from one in MHz; 0 is a chain without a clock and tells nothing."""
    found = number(source, key, 0.0, FREQUENCY_LIMIT_HZ / 1e6, odd)
    return found * 1e6 if found else None


def count(source: Source, key: str, odd: list[str]) -> int | None:
    """A whole number that fits 32 bits."""
    found = number(source, key, 0, COUNT_LIMIT, odd)
    return None if found is None else int(found)


def total(source: Source, key: str, odd: list[str]) -> int | None:
    """A whole number that fits 63 bits: shares, seconds."""
    found = number(source, key, 0, float(TOTAL_LIMIT), odd)
    return None if found is None else min(int(found), TOTAL_LIMIT)


def flag(source: Source, key: str) -> bool | None:
    """A truth value as vendors write it: true, "true", "Y", 1, "1"."""
    value = source.get(key)
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in {"true", "1", "y", "yes", "on", "enable"}:
        return True
    return False if word in {"false", "0", "n", "no", "off", "disable"} else None


def text(source: Source, key: str) -> str:
    """A printable string of bounded length; empty where there is none."""
    value = source.get(key)
    if type(value) is str:
        found = value.strip(" \t\r\n'\0")[:TEXT_LIMIT]
        return found if found.isprintable() else "".join(letter for letter in found if letter.isprintable())
    return "" if as_number(value) is None else str(value)[:TEXT_LIMIT]


def hottest(*readings: float | None) -> float | None:
    """The highest of the readings there are."""
    known = [reading for reading in readings if reading is not None]
    return max(known) if known else None
