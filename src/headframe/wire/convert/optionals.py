"""Optional scalars of messages: an absent field is unknown, and so is a NaN or an infinity."""

import math
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

MAX_COUNT = 2**63 - 1
"""The largest counter that columns and databases hold; a device that claims more is not believed."""


R = TypeVar("R")


class Fields(Protocol):
    """A message whose optional fields can be asked for."""

    def HasField(self, field_name: str, /) -> bool:  # noqa: N802 - protobuf's name
        """Whether the field is set."""
        ...


def floats(message: Fields, names: Iterable[str]) -> dict[str, Any]:
    """Those of the float fields that are set and finite, as keyword arguments of a record."""
    found = {}
    has, finite = message.HasField, math.isfinite
    for name in names:
        if has(name) and finite(value := getattr(message, name)):
            found[name] = value
    return found


def counts(message: Fields, names: Iterable[str]) -> dict[str, Any]:
    """Those of the unsigned fields that are set and not beyond `MAX_COUNT`, as keyword arguments."""
    found = {}
    has = message.HasField
    for name in names:
        if has(name) and (value := getattr(message, name)) <= MAX_COUNT:
            found[name] = value
    return found


def flag(message: Fields, name: str) -> bool | None:
    """An optional bool; None while it is not set."""
    return bool(getattr(message, name)) if message.HasField(name) else None


def stated(message: Fields, name: str, convert: Callable[[Any], R]) -> R | None:
    """A converted sub-message; None where it is absent."""
    return convert(getattr(message, name)) if message.HasField(name) else None


def assign(message: object, record: object, names: Iterable[str]) -> None:
    """Set on `message` each field of `record` that is not None. The names are the same on both sides."""
    for name in names:
        value = getattr(record, name)
        if value is not None:
            setattr(message, name, value)
