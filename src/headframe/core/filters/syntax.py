"""The syntax tree of a filter.

Trees are normal: `And` and `Or` hold at least two parts and never one of their own kind; build them with
`all_of` and `any_of`. The filter that asks nothing is `ALL`.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias


class Operator(StrEnum):
    """How a field's value is compared."""

    HAS = ":"
    EQ = "="
    NE = "!="
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="

    @property
    def is_order(self) -> bool:
        """True for the four that need an order, and take one value."""
        return self in (Operator.GT, Operator.GE, Operator.LT, Operator.LE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text. One part is text to be contained; several are what stands between the stars of a glob."""

    parts: tuple[str, ...]

    @property
    def is_glob(self) -> bool:
        """Whether it must fit the whole of a value."""
        return len(self.parts) > 1

    @property
    def text(self) -> str:
        """The text as a literal, stars included: what `=` compares with."""
        return "*".join(self.parts)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and its unit as the field's dimension spells it. `units.base_value` reads it."""

    digits: str
    unit: str


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses: a CIDR block, or one address as a block of one."""

    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an enumerated field's values."""

    value: str


@dataclass(frozen=True, slots=True)
class Anything:
    """The lone star: any known value."""


Value: TypeAlias = Pattern | Number | Block | Choice | Anything


@dataclass(frozen=True, slots=True)
class Term:
    """A field compared with alternatives. `field` is the canonical name."""

    field: str
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Free text, looked for in `fields.FREE_TEXT_COLUMNS`."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is not."""

    part: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """True where all parts are; with no parts, always."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where some part is."""

    parts: tuple["Filter", ...]


Filter: TypeAlias = Term | Words | Not | And | Or

ALL = And(())
"""The filter that asks nothing."""


def all_of(*parts: Filter) -> Filter:
    """The conjunction, in normal form."""
    flat: list[Filter] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(*parts: Filter) -> Filter:
    """The disjunction of at least one part, in normal form."""
    if ALL in parts:
        return ALL
    flat: list[Filter] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
