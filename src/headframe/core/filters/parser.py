"""Tokens to a tree.

filter  = [ any ]
any     = all { "OR" all }
all     = part { [ "AND" ] part }
part    = ( "-" | "NOT" ) part | "(" [ any ] ")" | term | word
term    = field operator value { "," value }
"""

from headframe.core.filters.errors import FilterError
from headframe.core.filters.fields import field_named, names_like
from headframe.core.filters.syntax import ALL, Filter, Not, Term, Words, all_of, any_of
from headframe.core.filters.tokens import Token, TokenKind, tokenise
from headframe.core.filters.values import read_value

MAX_DEPTH = 16
"""Parentheses and negations inside one another."""

MAX_VALUES = 128
"""Words and values of one filter: bounds the SQL that it becomes."""

_PART_STARTS = frozenset({TokenKind.OPEN, TokenKind.MINUS, TokenKind.NOT, TokenKind.FIELD, TokenKind.VALUE})
_NEGATIONS = frozenset({TokenKind.MINUS, TokenKind.NOT})


def parse(text: str) -> Filter:
    """The tree of a filter; `ALL` for an empty one.

    Raises:
        FilterError: INVALID_FILTER with the position and what was expected there.
    """
    return _Parser(tokenise(text)).filter()


class _Parser:
    """Recursive descent with one token of look-ahead."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._values = 0

    def filter(self) -> Filter:
        if self._peek().kind is TokenKind.END:
            return ALL
        tree = self._any(depth=0)
        if self._peek().kind is not TokenKind.END:
            raise FilterError(self._peek().position, "a term, AND, OR or the end")
        return tree

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _took(self, kind: TokenKind) -> bool:
        if self._peek().kind is not kind:
            return False
        self._at += 1
        return True

    def _any(self, depth: int) -> Filter:
        parts = [self._all(depth)]
        while self._took(TokenKind.OR):
            parts.append(self._all(depth))
        return any_of(*parts)

    def _all(self, depth: int) -> Filter:
        parts = [self._part(depth)]
        while self._took(TokenKind.AND) or self._peek().kind in _PART_STARTS:
            parts.append(self._part(depth))
        return all_of(*parts)

    def _part(self, depth: int) -> Filter:
        token = self._take()
        if depth > MAX_DEPTH:
            raise FilterError(token.position, f"at most {MAX_DEPTH} levels of parentheses and negations")
        if token.kind in _NEGATIONS:
            return Not(self._part(depth + 1))
        if token.kind is TokenKind.OPEN:
            return self._group(depth)
        if token.kind is TokenKind.FIELD:
            return self._term(token)
        if token.kind is TokenKind.VALUE:
            self._count(token)
            return Words(token.pattern)
        raise FilterError(token.position, "a field, a word, NOT or '('")

    def _group(self, depth: int) -> Filter:
        if self._took(TokenKind.CLOSE):
            return ALL
        inside = self._any(depth + 1)
        if not self._took(TokenKind.CLOSE):
            raise FilterError(self._peek().position, "')'")
        return inside

    def _term(self, token: Token) -> Term:
        field = field_named(token.name)
        if field is None:
            near = " or ".join(names_like(token.name))
            raise FilterError(token.position, f"a known field{near and f', perhaps {near}'}")
        values = [read_value(field, token.operator, self._value())]
        while self._peek().kind is TokenKind.COMMA:
            comma = self._take()
            if token.operator.is_order:
                raise FilterError(comma.position, f"one value after '{token.operator}'")
            values.append(read_value(field, token.operator, self._value()))
        return Term(field.name, token.operator, tuple(values))

    def _value(self) -> Token:
        token = self._take()
        if token.kind is not TokenKind.VALUE:
            raise FilterError(token.position, "a value")
        self._count(token)
        return token

    def _count(self, token: Token) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise FilterError(token.position, f"at most {MAX_VALUES} words and values")
