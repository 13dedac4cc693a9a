"""Makes sense of what cgminer's descendants send: nearly JSON, often with a NUL, sometimes with NaN."""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from headframe.driver import ProtocolError

_DECODER = json.JSONDecoder(strict=False)

# Seen in the field, in the order of repair: two objects without a comma, a comma too many on either side,
# a comma missing before the next key, and C's printf of a float that is none.
_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\}\s*\{"), "},{"),
    (re.compile(r"\[\s*,"), "["),
    (re.compile(r",\s*([}\]])"), r"\1"),
    (re.compile(r'(?<=[\d"\]}el])\s+(?="[^"\\]{1,64}"\s*:)|(?<=[\d\]}el])(?="[^"\\]{1,64}"\s*:)'), ","),
    (re.compile(r"(?<=:)\s*[-+]?(?:nan|inf(?:inity)?)\b", re.IGNORECASE), "null"),
)

Answer = dict[str, Any]


def parse(raw: bytes) -> Answer:
    """The JSON object in an answer.

    Raises:
        ProtocolError: there is none, even after repairing the known faults of firmware.
    """
    text = raw.decode("utf-8", "replace").strip("\0 \t\r\n")
    found = _decode(text)
    if found is None:
        for pattern, replacement in _REPAIRS:
            text = pattern.sub(replacement, text)
        found = _decode(text)
    if not isinstance(found, dict):
        raise ProtocolError("the answer is not a JSON object")
    return found


def _decode(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def section(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list such as SUMMARY, DEVS, POOLS or STATS; empty where there is none."""
    items = answer.get(name)
    if isinstance(items, dict):
        return [items]
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def first(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The first object of a section, or an empty one."""
    items = section(answer, name)
    return items[0] if items else {}


def joined(answer: Mapping[str, Any], command: str) -> Answer | None:
    """One command's share of the answer to several joined by `+`; None where it is missing."""
    share = answer.get(command)
    if isinstance(share, list):
        share = share[0] if share else None
    return share if isinstance(share, dict) else None


def plain(value: object, keep: Callable[[str], bool] = lambda _key: True) -> object:
    """A copy that is valid JSON: floats that are no numbers become null; keys that `keep` declines go."""
    if isinstance(value, dict):
        return {key: plain(item, keep) for key, item in value.items() if keep(key)}
    if isinstance(value, list):
        return [plain(item, keep) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
