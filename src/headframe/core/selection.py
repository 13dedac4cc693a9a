"""Selectors: which miners a bulk act means, resolved at the moment of the act."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.core.fleet import DeviceRow


@dataclass(frozen=True, slots=True)
class Selector:
    """Either `ids`, or all that `filter_text` matches; `exclude` goes with a filter. "" matches all."""

    ids: tuple[int, ...] | None = None
    filter_text: str | None = None
    exclude: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if (self.ids is None) == (self.filter_text is None):
            message = "Give either ids or filter."
            raise HeadframeError(Code.INVALID_REQUEST, message, fields=(FieldProblem("/selector", message),))

    def describe(self) -> str:
        """One line that people can read and that differs for different selectors."""
        if self.ids is not None:
            return f"{len(self.ids)} by id ({_digest(self.ids)})"
        without = f" without {len(self.exclude)} ({_digest(sorted(self.exclude))})" if self.exclude else ""
        return f"filter: {self.filter_text or 'all'}{without}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that a selector means now, and the ids among those named that do not exist."""

    rows: Sequence[DeviceRow]
    missing: Sequence[int] = ()

    @property
    def count(self) -> int:
        """Miners selected, missing ones too: what `expected_count` is compared with."""
        return len(self.rows) + len(self.missing)


def _digest(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:12]
