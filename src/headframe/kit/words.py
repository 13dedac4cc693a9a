"""The English list of 2,048 words that was made for reading bits out loud (BIP-39)."""

from functools import cache

from mnemonic import Mnemonic


@cache
def english_words() -> tuple[str, ...]:
    """All of them, in their order."""
    return tuple(Mnemonic("english").wordlist)
