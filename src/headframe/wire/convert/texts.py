"""Texts from devices and peers: bounded, and free of what databases and terminals choke on.

Vendors pad strings with NULs, which PostgreSQL refuses, and garbage holds escape sequences. Only texts that
describe come through here; what is signed or acted on stays as it is.
"""

MAX_NAME = 256
"""Characters of a name: model, serial, host name, URL, code. A longer one is not believed: it is unknown."""

MAX_MESSAGE = 2_000
"""Characters of a text for people; the rest is cut off, visibly."""

CUT = " [cut]"

_CONTROLS: dict[int, str] = dict.fromkeys((*range(1, 32), 127), " ") | {0: ""}


def name_of(text: str) -> str:
    """A name, or empty where it is longer than any name."""
    return _clean(text) if len(text) <= MAX_NAME else ""


def message_of(text: str) -> str:
    """A text for people."""
    return _clean(text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - len(CUT)] + CUT)


def _clean(text: str) -> str:
    return text if text.isprintable() else text.translate(_CONTROLS)
