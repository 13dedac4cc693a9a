"""Query parameters and headers that several routes share."""

from typing import Annotated

from fastapi import Header, Path, Query

from headframe.api.base import MAX_TIME_MS, PLAIN
from headframe.core.filters.parser import parse
from headframe.core.filters.syntax import Filter
from headframe.core.identifiers import MAX_ID

MAX_WINDOW = 500
"""Rows of one window."""
MAX_OFFSET = 10_000_000

Limit = Annotated[int, Query(ge=1, le=MAX_WINDOW, description="Rows wanted.")]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET, description="Rows to skip.")]
FilterQuery = Annotated[
    str,
    Query(
        alias="filter",
        max_length=2_000,
        pattern=PLAIN,
        description='Filter grammar, such as `status:offline model:S21 rack:"A 3" temp>80`.',
        examples=["status:offline temp>80"],
    ),
]
Sort = Annotated[
    str,
    Query(
        max_length=40, pattern=PLAIN, description="A field of the filter grammar; unknown values come last."
    ),
]
Descending = Annotated[bool, Query(description="Turn the order round.")]
OptionalTimeMs = Annotated[
    int | None, Query(ge=0, le=MAX_TIME_MS, description="Milliseconds since the epoch, UTC.")
]
OptionalId = Annotated[int | None, Query(ge=1, le=MAX_ID)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
PathCommandId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=128,
        pattern=r"^[\x21-\x7e]*$",
        description="A name of your choice for this act: repeating the request with it does nothing twice.",
    ),
]


def filter_of(text: str) -> Filter | None:
    """The parsed filter; None for an empty one. INVALID_FILTER with the position."""
    return parse(text) if text.strip() else None
