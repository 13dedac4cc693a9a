"""A device's own answers, as its driver passes them on: JSON of anybody's making."""

import json
from typing import Any

from headframe.core.redaction import without_secrets


def _unknown(_word: str) -> None:
    """NaN and the infinities are not JSON, and no measurement either."""


_DECODER = json.JSONDecoder(parse_constant=_unknown)


def vendor_answers(document: bytes) -> Any:
    """The answers without secrets; None where there are none, or where they are not JSON."""
    try:
        return without_secrets(_DECODER.decode(document.decode())) if document else None
    except (ValueError, RecursionError):
        return None


def harmless_vendor_json(document: bytes) -> bytes:
    """The document without secrets, whatever the driver did; empty where it is not JSON."""
    answers = vendor_answers(document)
    return b"" if answers is None else json.dumps(answers, separators=(",", ":")).encode()
