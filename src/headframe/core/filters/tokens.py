"""Text to tokens. Positions count characters from 0."""

import re
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address

from headframe.core.devices import normalise_mac
from headframe.core.filters.errors import FilterError
from headframe.core.filters.fields import field_named
from headframe.core.filters.syntax import Operator, Pattern

MAX_FILTER_BYTES = 4096
"""Length of a filter in UTF-8."""


class TokenKind(Enum):
    """Kinds of token, described as error messages name them."""

    OPEN = "'('"
    CLOSE = "')'"
    MINUS = "'-'"
    NOT = "NOT"
    AND = "AND"
    OR = "OR"
    FIELD = "a field"
    VALUE = "a value"
    COMMA = "','"
    END = "the end"


_NO_PATTERN = Pattern(())


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `name` and `operator` belong to FIELD, `pattern` to VALUE."""

    kind: TokenKind
    position: int
    name: str = ""
    operator: Operator = Operator.HAS
    pattern: Pattern = _NO_PATTERN


_FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:(:)|\s*(!=|>=|<=|=|>|<))\s*")
_BARE = re.compile(r'[^\s,()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PIECE = re.compile(r"\\(.)|(\*)|([^\\*]+)", re.DOTALL)
_SPACE = re.compile(r"\s*")
_SIGNS = {"(": TokenKind.OPEN, ")": TokenKind.CLOSE, "-": TokenKind.MINUS}
_WORDS = {kind.value: kind for kind in (TokenKind.NOT, TokenKind.AND, TokenKind.OR)}


def tokenise(text: str) -> list[Token]:
    """The tokens of a filter, END last.

    Raises:
        FilterError: for text too long, an open quote, or a character where it cannot stand.
    """
    if len(text) > MAX_FILTER_BYTES or len(text.encode(errors="surrogatepass")) > MAX_FILTER_BYTES:
        raise FilterError(0, f"at most {MAX_FILTER_BYTES} bytes of filter")
    tokens: list[Token] = []
    at = _after_space(text, 0)
    while at < len(text):
        token, after = _next(text, at, tokens[-1].kind if tokens else TokenKind.OPEN)
        tokens.append(token)
        at = _after_space(text, after)
    return [*tokens, Token(TokenKind.END, at)]


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _next(text: str, at: int, before: TokenKind) -> tuple[Token, int]:
    if before in (TokenKind.FIELD, TokenKind.COMMA):
        return _value(text, at)
    if text[at] == ",":
        return _comma(at, before)
    if text[at] in _SIGNS:
        return Token(_SIGNS[text[at]], at), at + 1
    found = _FIELD.match(text, at)
    if found and not _is_address(text, at, found[1]):
        return Token(TokenKind.FIELD, at, found[1], Operator(found[2] or found[3])), found.end()
    return _word(text, at)


def _comma(at: int, before: TokenKind) -> tuple[Token, int]:
    if before is not TokenKind.VALUE:
        raise FilterError(at, "a field or a word before the comma")
    return Token(TokenKind.COMMA, at), at + 1


def _is_address(text: str, at: int, name: str) -> bool:
    """Whether what looks like `field:value` is a MAC or IPv6 address written as a bare word."""
    found = _BARE.match(text, at)
    if found is None or field_named(name) is not None:
        return False
    return normalise_mac(found[0]) is not None or _is_ip(found[0])


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _word(text: str, at: int) -> tuple[Token, int]:
    found = _BARE.match(text, at)
    if found and found[0] in _WORDS:
        return Token(_WORDS[found[0]], at), found.end()
    return _value(text, at)


def _value(text: str, at: int) -> tuple[Token, int]:
    if text[at] == '"':
        found = _QUOTED.match(text, at)
        if found is None:
            raise FilterError(at, "a closing quote")
        pattern = _quoted_pattern(found[1])
    else:
        found = _BARE.match(text, at)
        if found is None:
            raise FilterError(at, "a value")
        pattern = _pattern(found[0].split("*"))
    if pattern == Pattern(("",)):
        raise FilterError(at, "text between the quotes")
    return Token(TokenKind.VALUE, at, pattern=pattern), found.end()


def _quoted_pattern(inside: str) -> Pattern:
    parts = [""]
    for escaped, star, plain in _PIECE.findall(inside):
        if star:
            parts.append("")
        else:
            parts[-1] += escaped or plain
    return _pattern(parts)


def _pattern(parts: list[str]) -> Pattern:
    """Parts without what two stars in a row leave between them."""
    inner = [part for part in parts[1:-1] if part]
    return Pattern((parts[0], *inner, parts[-1]) if len(parts) > 1 else tuple(parts))
