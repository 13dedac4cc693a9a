"""Why a filter cannot be read, and where."""

from headframe.core.errors import Code, FieldProblem, HeadframeError


class FilterError(HeadframeError):
    """INVALID_FILTER with the position (in characters, from 0) and what was expected there."""

    def __init__(self, position: int, expected: str) -> None:
        message = f"at position {position + 1}: expected {expected}"
        super().__init__(Code.INVALID_FILTER, message, fields=(FieldProblem("filter", message),))
        self.position = position
        self.expected = expected
