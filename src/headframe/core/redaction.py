"""What must not be passed on of a miner's own answers: values under names that secrets have."""

import re
from collections.abc import Mapping

REDACTED = "(redacted)"
"""Stands where a secret stood, so that people see there is one."""
MAX_DEPTH = 32
"""Nesting beyond which nothing is passed on."""

_PARTS = ("pass", "pwd", "secret", "token", "private", "credential", "cookie", "apikey", "salt")
_WORDS = frozenset({"key", "keys", "pw", "psk", "pin", "auth", "authorization"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*@")


def is_secret_name(name: str) -> bool:
    """Whether a value of this name may be a secret. It errs on the side of silence."""
    folded = name.lower().replace("_", "").replace("-", "").replace(" ", "")
    if any(part in folded for part in _PARTS):
        return True
    return any(word.lower() in _WORDS for word in _WORD.findall(name))


def without_secrets(value: object, depth: int = MAX_DEPTH) -> object:
    """A copy of JSON-like data in which values of secret names, and logins in URLs, are `REDACTED`."""
    if depth <= 0:
        return None
    if isinstance(value, Mapping):
        return {
            key: REDACTED if _is_secret(key, item) else without_secrets(item, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item, depth - 1) for item in value]
    return _LOGIN_IN_URL.sub(f"{REDACTED}@", value) if isinstance(value, str) else value


def _is_secret(key: object, value: object) -> bool:
    """An empty value hides nothing, and whether there is a password is no secret."""
    return bool(value) and not isinstance(value, bool) and is_secret_name(str(key))
