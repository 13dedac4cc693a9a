"""What of a miner's own answers must not leave the driver, or would not fit."""

import json

from headframe.drivers.cgminer.answers import plain

MAX_VENDOR_JSON_BYTES = 256 * 1024
_SECRET_PARTS = ("salt", "passw", "pwd", "token", "secret", "passwd")


def harmless(answers: object) -> object:
    """The answers as valid JSON without secrets; an empty object where they are too large to pass on."""
    found = plain(answers, keep)
    return found if len(json.dumps(found)) <= MAX_VENDOR_JSON_BYTES else {}


def keep(key: str) -> bool:
    """Whether a key's value may be passed on."""
    name = str(key).lower()
    return not any(part in name for part in _SECRET_PARTS)
