"""Statements as a driver takes them: text with placeholders, and values in their order.

Statements of the same shape share one compilation, by SQLAlchemy's own cache key, as its engines do it:
compiling costs several times what building a statement does. Lists of values of `in_`, whose length is
part of the text, are put into the compiled text each time; those of `among` are one value.
"""

import json
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

MAX_COMPILED = 1_000
"""Shapes of statements kept compiled; filters of people make ever new ones."""

_COMPILED: dict[tuple[str, Any], SQLCompiler] = {}
_NONE: Mapping[str, Any] = {}
_SPELT = frozenset({str, list})


def spelt(statement: ClauseElement, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A statement with the values in it, and those of its named `bindparam`s."""
    compiled, present = _compiled(statement, dialect, values)
    if compiled.post_compile_params or compiled.literal_execute_params:
        expanded = compiled._process_parameters_for_postcompile(present)  # noqa: SLF001 - as its engines do
        return expanded.statement, _arguments(dialect, expanded.positiontup or (), expanded.parameters)
    return compiled.string, _arguments(dialect, compiled.positiontup or (), present)


def spelt_for_each(
    statement: ClauseElement, dialect: Dialect, every: Iterable[Mapping[str, Any]]
) -> tuple[str, list[list[Any]]]:
    """A statement whose `bindparam`s name values, with those of each set."""
    compiled, fixed = _compiled(statement, dialect, _NONE)
    order = compiled.positiontup or ()
    return compiled.string, [_arguments(dialect, order, {**fixed, **each}) for each in every]


def storable(value: str) -> str:
    """Text that both engines take: no NUL, no half of a surrogate pair."""
    if value.isascii():
        return value.replace("\0", "") if "\0" in value else value
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def _compiled(
    statement: ClauseElement, dialect: Dialect, values: Mapping[str, Any]
) -> tuple[SQLCompiler, MutableMapping[str, Any]]:
    """A statement's shape, and all its values by name."""
    key = statement._generate_cache_key()  # noqa: SLF001 - the key that SQLAlchemy's engines cache by
    if key is None:
        known = _compile(statement, dialect)
        return known, known.construct_params(values, _check=False, _no_postcompile=True)
    shape = (dialect.name, key.key)
    known = _COMPILED.get(shape) or _compile(statement, dialect, cache_key=key)
    if shape not in _COMPILED:
        if len(_COMPILED) >= MAX_COMPILED:
            _COMPILED.clear()
        _COMPILED[shape] = known
    return known, known.construct_params(
        values, extracted_parameters=key.bindparams, _check=False, _no_postcompile=True
    )


def _compile(statement: ClauseElement, dialect: Dialect, **options: Any) -> SQLCompiler:
    result = statement.compile(dialect=dialect, **options)
    assert isinstance(result, SQLCompiler)  # noqa: S101 - what compiling a statement gives
    return result


def _arguments(dialect: Dialect, order: Sequence[str], values: Mapping[str, Any]) -> list[Any]:
    ordered = [values[name] for name in order]
    return [_argument(dialect, value) if type(value) in _SPELT else value for value in ordered]


def _argument(dialect: Dialect, value: str | list[Any]) -> Any:
    if isinstance(value, str):
        return storable(value)
    members = [storable(each) if isinstance(each, str) else each for each in value]
    return json.dumps(members) if dialect.name == "sqlite" else members
