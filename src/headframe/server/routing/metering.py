"""Who is told what is signed for nodes, to be counted."""

from typing import Protocol

from headframe.core.errors import Code


class SigningMeter(Protocol):
    """Every method returns at once."""

    def signed(self, document_type: str) -> None:
        """A document was signed."""
        ...

    def not_signed(self, code: Code) -> None:
        """A document could not be signed."""
        ...


class Unmeasured:
    """A `SigningMeter` that nobody reads."""

    def signed(self, document_type: str) -> None:
        """Nothing."""

    def not_signed(self, code: Code) -> None:
        """Nothing."""


UNMEASURED = Unmeasured()
