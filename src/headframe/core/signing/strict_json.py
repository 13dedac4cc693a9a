"""JSON as signed documents use it: UTF-8, one object, no duplicate names, whole numbers only, bounded.

`json` takes the last of two equal names and reads NaN: a signer and a verifier could then read different
things in the same bytes. There is no canonical form here, since the signed bytes themselves travel.
"""

import json
from collections.abc import Collection
from typing import Any, NoReturn

from headframe.core.signing.errors import SigningError

MAX_BODY_BYTES = 1024 * 1024
MAX_DEPTH = 8
MAX_INTEGER = 2**63 - 1
CRITICAL = "critical"
"""A member that lists names which a reader must understand or refuse the document."""

Body = dict[str, Any]


def encode_body(body: Body) -> bytes:
    """The bytes to sign. Names keep their order; what `decode_body` refuses is a ValueError here."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def decode_body(encoded: bytes, known: Collection[str]) -> Body:
    """The object that was signed.

    `known` are the member names that the reader understands. Others are left in place, so that newer
    documents can be read by older software, unless the document calls them critical.

    Raises:
        SigningError: for anything but one strict object.
    """
    if len(encoded) > MAX_BODY_BYTES:
        raise SigningError(f"a signed document has at most {MAX_BODY_BYTES} bytes")
    try:
        body = json.loads(
            encoded.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_bounded,
        )
    except (ValueError, RecursionError) as error:
        raise SigningError(f"the signed document is not strict JSON: {error}") from error
    if not isinstance(body, dict):
        raise SigningError("the signed document is not an object")
    _check_depth(body, MAX_DEPTH)
    _check_critical(body, known)
    return body


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Body:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return body


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:32]} is no whole number")


def _bounded(text: str) -> int:
    if len(text) > len(str(-MAX_INTEGER)):
        raise ValueError("a number is too large")
    number = int(text)
    if abs(number) > MAX_INTEGER:
        raise ValueError("a number is too large")
    return number


def _check_depth(value: Any, left: int) -> None:
    if left < 0:
        raise SigningError(f"the signed document is nested deeper than {MAX_DEPTH}")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(inner, left - 1)


def _check_critical(body: Body, known: Collection[str]) -> None:
    critical = body.get(CRITICAL, [])
    if not isinstance(critical, list) or not all(isinstance(name, str) for name in critical):
        raise SigningError(f"{CRITICAL} is a list of names")
    unknown = sorted(set(critical) - set(known))
    if unknown:
        raise SigningError(f"this software does not understand {', '.join(unknown)}: update it")
