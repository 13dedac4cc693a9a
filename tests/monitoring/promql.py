"""As much of PromQL as it takes to see which series an expression asks for, with which labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SELECTOR = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?")
_MATCHER = re.compile(r"\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)\s*\"\"\s*")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
_RANGE = re.compile(r"\[[^\]]*\]")
_DURATION = re.compile(r"(?:\d+(?:ms|[smhdwy]))+|\$__rate_interval")
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b")
WORDS = frozenset({"and", "or", "unless", "bool", "offset"})
FUNCTIONS = frozenset({"sum", "rate", "increase", "histogram_quantile", "topk", "time", "max", "min"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A series, and the labels that are matched."""

    series: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Expression:
    """What an expression reads, and by which labels it sums up."""

    asked: tuple[Asked, ...]
    grouped_by: frozenset[str]


def parsed(expression: str) -> Expression:
    """Fails for what it does not understand."""
    text = _STRING.sub('""', expression)
    assert _balanced(text), f"brackets do not match: {expression}"
    for span in _RANGE.findall(text):
        assert _DURATION.fullmatch(span[1:-1].strip()), f"no duration: {span}"
    grouped = {label.strip() for labels in _GROUPING.findall(text) for label in labels.split(",")}
    rest = _NUMBER.sub("", _RANGE.sub("", _GROUPING.sub("", text)))
    return Expression(tuple(_asked(rest)), frozenset(grouped - {""}))


def _asked(text: str) -> Iterator[Asked]:
    for found in _SELECTOR.finditer(text):
        name, matchers = found[1], found[2] or "{}"
        follows = text[found.end() :].lstrip()[:1]
        if name in WORDS:
            continue
        if follows == "(" and found[2] is None:
            assert name in FUNCTIONS, f"{name} is no function that is known here"
            continue
        parts = [part for part in matchers[1:-1].split(",") if part.strip()]
        labels = [_MATCHER.fullmatch(part) for part in parts]
        assert all(labels), f"matchers cannot be read: {matchers}"
        yield Asked(name, frozenset(label[1] for label in labels if label))


def _balanced(text: str) -> bool:
    pairs, opened = {")": "(", "}": "{", "]": "["}, []
    for character in text:
        if character in pairs.values():
            opened.append(character)
        elif character in pairs and (not opened or opened.pop() != pairs[character]):
            return False
    return not opened
