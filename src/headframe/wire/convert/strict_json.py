"""JSON of signed documents: one spelling, no surprises.

Python's parser takes duplicate members, floats and NaN without a word; two parsers that disagree on such
a document would disagree on what was signed. Here they are refused, and so is any other spelling of the
same values than the one `encode` writes.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from headframe.core.errors import Code, HeadframeError

MAX_DOCUMENT_BYTES = 256 * 1024
"""Bound of one signed body: a pool list with sealed passwords needs some 10 KiB."""


def encode(members: Mapping[str, object]) -> bytes:
    """Members as UTF-8 JSON: sorted, without blanks, nothing escaped that need not be."""
    return json.dumps(
        members, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def parse(body: bytes) -> dict[str, Any]:
    """The members of a body that `encode` could have written.

    Raises:
        HeadframeError: INVALID_REQUEST for anything else.
    """
    if len(body) > MAX_DOCUMENT_BYTES:
        raise HeadframeError(Code.INVALID_REQUEST, f"a signed body exceeds {MAX_DOCUMENT_BYTES} bytes")
    try:
        members = json.loads(
            body.decode(), object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float
        )
        canonical = isinstance(members, dict) and encode(members) == body
    except (ValueError, RecursionError) as error:
        raise HeadframeError(Code.INVALID_REQUEST, "a signed body is not strict JSON") from error
    if not canonical:
        raise HeadframeError(Code.INVALID_REQUEST, "a signed body is not in its one spelling")
    return dict(members)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _no_float(_text: str) -> NoReturn:
    raise ValueError("floats have no place in a signed body")
