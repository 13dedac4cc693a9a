"""A tree as text that parses to the same tree."""

import re

from headframe.core.filters.syntax import (
    ALL,
    And,
    Anything,
    Block,
    Choice,
    Filter,
    Not,
    Number,
    Or,
    Pattern,
    Term,
    Value,
    Words,
)

_BARE = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.*/+-]*")
_KEYWORDS = frozenset({"AND", "OR", "NOT"})
_SPECIAL = re.compile(r'[\\*"]')


def format_filter(tree: Filter) -> str:
    """The text of a filter, in its one spelling."""
    return "" if tree == ALL else _text(tree)


def _text(tree: Filter) -> str:
    match tree:
        case And(()):
            return "()"
        case And(parts):
            return " ".join(_inside(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_text(part) for part in parts)
        case Not(part):
            return f"-{_inside(part, And, Or)}"
        case Words(pattern):
            return _pattern(pattern)
        case Term(field, operator, values):
            return f"{field}{operator}{','.join(map(_value, values))}"


def _inside(part: Filter, *wrapped: type[And | Or]) -> str:
    text = _text(part)
    return f"({text})" if isinstance(part, wrapped) and part != ALL else text


def _value(value: Value) -> str:
    match value:
        case Anything():
            return "*"
        case Choice(choice):
            return choice.lower()
        case Number(digits, unit):
            return f"{digits}{unit}"
        case Block(network):
            is_one = network.prefixlen == network.max_prefixlen
            return str(network.network_address if is_one else network)
        case Pattern():
            return _pattern(value)


def _pattern(pattern: Pattern) -> str:
    bare = pattern.text
    literal_star = any("*" in part for part in pattern.parts)
    if _BARE.fullmatch(bare) and bare not in _KEYWORDS and not literal_star:
        return bare
    return '"' + "*".join(_SPECIAL.sub(r"\\\g<0>", part) for part in pattern.parts) + '"'
