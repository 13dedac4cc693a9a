"""Absent rows and name keys."""

from typing import TypeVar

from headframe.core.errors import Code, HeadframeError

T = TypeVar("T")


def found(row: T | None, what: str, identifier: object) -> T:
    """`row`, or NOT_FOUND that names what was looked for."""
    if row is None:
        raise HeadframeError(Code.NOT_FOUND, f"no {what} {identifier}")
    return row


def taken(what: str, name: str) -> HeadframeError:
    """ALREADY_EXISTS for a name in use."""
    return HeadframeError(Code.ALREADY_EXISTS, f"a {what} named {name!r} exists already")


def in_use(what: str, by: str) -> HeadframeError:
    """NOT_EMPTY for a place that something stands in."""
    return HeadframeError(Code.NOT_EMPTY, f"the {what} still holds {by}")


def name_key(name: str) -> str:
    """What makes two names the same, and orders them: the case-folded name."""
    return name.strip().casefold()
