"""Reads the members of a decoded body, each with its type and bound: what is not so is refused by name."""

from collections.abc import Mapping
from typing import Any

from headframe.core.signing.errors import SigningError

MAX_TEXT = 256
MAX_ITEMS = 10_000


class Members:
    """The members of one object. Every method raises SigningError naming the member that is wrong."""

    def __init__(self, body: Mapping[str, Any], where: str = "") -> None:
        self._body = body
        self._where = where

    def text(self, name: str, *, longest: int = MAX_TEXT) -> str:
        """A string of at most `longest` characters."""
        value = self._get(name, str)
        if len(value) > longest:
            raise SigningError(f"{self._where}{name} is longer than {longest} characters")
        return str(value)

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number that is at least `least`."""
        value = self._get(name, int)
        if isinstance(value, bool) or value < least:
            raise SigningError(f"{self._where}{name} is not a whole number from {least} on")
        return int(value)

    def raw(self, name: str, length: int) -> bytes:
        """Bytes of exactly that length, written as lower-case hexadecimal."""
        text = self.text(name, longest=2 * length)
        try:
            value = bytes.fromhex(text)
        except ValueError:
            value = b""
        if len(value) != length or value.hex() != text:
            raise SigningError(f"{self._where}{name} is not {length} bytes in hexadecimal")
        return value

    def texts(self, name: str, *, longest: int = MAX_TEXT) -> tuple[str, ...]:
        """A list of strings."""
        values = self._list(name)
        if not all(isinstance(value, str) and len(value) <= longest for value in values):
            raise SigningError(f"{self._where}{name} is not a list of texts")
        return tuple(values)

    def inner(self, name: str) -> "Members":
        """An object in it."""
        return Members(self._get(name, dict), f"{self._where}{name}.")

    def inners(self, name: str) -> "tuple[Members, ...]":
        """A list of objects."""
        values = self._list(name)
        if not all(isinstance(value, dict) for value in values):
            raise SigningError(f"{self._where}{name} is not a list of objects")
        return tuple(Members(value, f"{self._where}{name}[{at}].") for at, value in enumerate(values))

    def _list(self, name: str) -> list[Any]:
        values: list[Any] = self._get(name, list)
        if len(values) > MAX_ITEMS:
            raise SigningError(f"{self._where}{name} has more than {MAX_ITEMS} entries")
        return values

    def _get(self, name: str, kind: type) -> Any:
        value = self._body.get(name)
        if not isinstance(value, kind):
            raise SigningError(f"{self._where}{name} is missing or not of its type")
        return value
