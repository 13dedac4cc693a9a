"""JSON from a device that may be broken or lying."""

import json
import math
from collections.abc import Mapping
from typing import Any

from headframe.driver import ProtocolError

MAX_VENDOR_JSON_BYTES = 256 * 1024
"""What the wire allows `Details.vendor_json` to be."""

MAX_VENDOR_JSON_DEPTH = 32

_SECRET_WORDS = ("pass", "secret", "token", "private")


def _unknown(_word: str) -> None:
    """NaN and the infinities are not JSON and no measurement either: unknown."""


_DECODER = json.JSONDecoder(parse_constant=_unknown)


def parse_json(body: bytes) -> Any:
    """The answer as plain Python values, NaN and infinities as None.

    Raises:
        ProtocolError: it is not JSON, is cut short, or is nested beyond reason.
    """
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the answer is not JSON, or is cut short") from error


def parse_object(body: bytes) -> dict[str, Any]:
    """The answer as a JSON object.

    Raises:
        ProtocolError: it is anything else.
    """
    found = parse_json(body)
    if not isinstance(found, dict):
        raise ProtocolError("the answer is not a JSON object")
    return found


def member(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`; empty where there is none."""
    found = source.get(key)
    return found if isinstance(found, dict) else {}


def members(source: Mapping[str, Any], key: str, limit: int) -> list[Mapping[str, Any]]:
    """The first `limit` objects of the list under `key`; anything else in it is left out."""
    found = source.get(key)
    if not isinstance(found, list):
        return []
    return [item for item in found[:limit] if isinstance(item, dict)]


def vendor_json(answers: Mapping[str, Any]) -> bytes:
    """The device's own answers for `Details.vendor_json`, without anything that is named like a secret.

    The largest answers are left out, and named, where all of them together exceed the wire's bound.
    """
    kept = {name: _clean(answer, MAX_VENDOR_JSON_DEPTH) for name, answer in answers.items()}
    omitted: list[str] = []
    while len(encoded := json.dumps(kept, separators=(",", ":")).encode()) > MAX_VENDOR_JSON_BYTES:
        largest = max(kept, key=lambda name: len(json.dumps(kept[name])))
        del kept[largest]
        omitted.append(largest)
        kept["omitted"] = omitted
    return encoded


def _clean(value: Any, depth: int) -> Any:
    if depth <= 0:
        return None
    if isinstance(value, dict):
        return {key: _clean(item, depth - 1) for key, item in value.items() if not _is_secret(key)}
    if isinstance(value, list):
        return [_clean(item, depth - 1) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _is_secret(key: str) -> bool:
    lowered = key.lower()
    return any(word in lowered for word in _SECRET_WORDS)
