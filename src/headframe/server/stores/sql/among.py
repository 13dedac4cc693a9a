"""`column IN (many values)` with one placeholder, so that its text does not depend on how many they are.

PostgreSQL takes an array, SQLite a JSON list; `spelling` hands them over so.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Members(FunctionElement[Any]):
    name = "members"
    inherit_cache = True


def among(element: ColumnElement[Any], values: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    """Whether a column is one of many ids or texts."""
    return _in(element, bindparam(None, [*values], type_=ARRAY(element.type), unique=True))


def among_named(element: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same, of values that are given under a name when the statement runs."""
    return _in(element, bindparam(name, type_=ARRAY(element.type)))


def _in(element: ColumnElement[Any], given: BindParameter[Any]) -> ColumnElement[bool]:
    return element.bool_op("IN")(_Members(given))


@compiles(_Members, "sqlite")
def _of_json(members: _Members, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(members.clauses, **options)}))"  # noqa: S608 - a placeholder


@compiles(_Members, "postgresql")
def _of_array(members: _Members, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(members.clauses, **options)}))"
