"""Why a document, a key or a chain is not trusted."""

from enum import StrEnum


class Flaw(StrEnum):
    """Which kind of check did not hold, for counting; the words of an error say more."""

    FORM = "form"  # it cannot be read, or means nothing here
    SIGNATURE = "signature"  # not signed as it must be
    KEY = "key"  # by a key that may not, or not now
    ADDRESS = "address"  # for another node or organisation
    STREAM = "stream"  # made for a stream that is over
    TIME = "time"  # past its time
    CONTENT = "content"  # other than what was signed


class SigningError(Exception):
    """Said in words that a log and an operator can use; never with secrets in it."""

    def __init__(self, message: str, flaw: Flaw = Flaw.FORM) -> None:
        super().__init__(message)
        self.flaw = flaw
