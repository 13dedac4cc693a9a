"""Text comparisons that mean the same on both engines."""

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.engine import Dialect

_ESCAPE = "\\"


def contains(element: ColumnElement[Any], part: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether a text contains another, code point by code point."""
    if dialect.name == "sqlite":
        return func.instr(element, part) > 0
    return func.strpos(element, part) > 0


def folded(element: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """A text with A to Z in lower case, and nothing else changed."""
    by_code_point = dialect.name == "sqlite" or getattr(element.type, "collation", None) == "C"
    return func.lower(element if by_code_point else element.collate("C"))


def fits(element: ColumnElement[Any], parts: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a folded text is made of folded parts, with anything between them."""
    escaped = (
        part.replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
        for part in parts
    )
    return element.like("%".join(escaped), escape=_ESCAPE)
