"""The fingerprint as people read it out and paste it: ten words of a list of 2,048, or its short form."""

import re
from collections.abc import Sequence

from headframe.core.enrollment.fingerprint import short_form, word_numbers

MAX_PASTED_CHARS = 400
_SEPARATORS = re.compile(r"[\s,;.\-_/0-9]+")
_NOT_SHORT = re.compile(r"[\s\-_]+")


def fingerprint_words(digest: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """The ten words of a fingerprint."""
    return tuple(words[number] for number in word_numbers(digest))


def is_fingerprint(pasted: str, digest: bytes, words: Sequence[str]) -> bool:
    """Whether somebody pasted this fingerprint: all its words in their order, or the whole short form.

    Case, spacing, line breaks, commas and numbering do not matter. Nothing else is forgiven.
    """
    if len(pasted) > MAX_PASTED_CHARS:
        return False
    if _NOT_SHORT.sub("", pasted).upper() == short_form(digest).replace("-", ""):
        return True
    spoken = tuple(word for word in _SEPARATORS.split(pasted.casefold()) if word)
    return spoken == fingerprint_words(digest, words)
