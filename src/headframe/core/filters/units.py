"""Numbers with units. A bare number is in the unit that people read the field in."""

import re
from dataclasses import dataclass

from headframe.core.filters.syntax import Number

MAX_DIGITS = 24
"""Digits of a number: more than any double tells apart."""

_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Units of one kind of quantity, and their size in the stored unit. The first is the default.

    `suffix` may follow a unit.
    `is_counted`: `=` is exact. Measured quantities are equal to what was written to its last digit.
    """

    name: str
    units: dict[str, float]
    is_counted: bool = False
    suffix: str = ""

    @property
    def default_unit(self) -> str:
        """The unit of a bare number."""
        return next(iter(self.units))

    def unit_named(self, text: str) -> str | None:
        """The unit as this table spells it; case does not matter."""
        bare = text.lower()
        if not bare:
            return self.default_unit
        spelt = {unit.lower(): unit for unit in self.units}
        return spelt.get(bare) or spelt.get(bare.removesuffix(self.suffix))


HASHRATE = Dimension(
    "hashrate",
    {"TH": 1e12, "H": 1.0, "KH": 1e3, "MH": 1e6, "GH": 1e9, "PH": 1e15, "EH": 1e18},
    suffix="/s",
)
POWER = Dimension("power", {"W": 1.0, "kW": 1e3, "MW": 1e6})
TEMPERATURE = Dimension("temperature", {"C": 1.0, "\N{DEGREE SIGN}C": 1.0})
EFFICIENCY = Dimension("efficiency", {"J/TH": 1e-12})
DURATION = Dimension(
    "duration", {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}, is_counted=True
)
SPEED = Dimension("speed", {"rpm": 1.0})
VOLTAGE = Dimension("voltage", {"V": 1.0})
COUNT = Dimension("count", {"": 1.0}, is_counted=True)


def read_number(text: str, dimension: Dimension) -> Number | None:
    """`text` as a number of that dimension; None when it is not one."""
    found = _NUMBER.fullmatch(text)
    if found is None or len(found[1]) > MAX_DIGITS:
        return None
    unit = dimension.unit_named(found[2])
    return None if unit is None else Number(found[1], unit)


def base_value(number: Number, dimension: Dimension) -> float:
    """The number in the stored unit."""
    return float(number.digits) * dimension.units[number.unit]


def bounds(number: Number, dimension: Dimension) -> tuple[float, float]:
    """The closed interval that `=` means: to half a step of the last digit where measured."""
    middle = base_value(number, dimension)
    if dimension.is_counted:
        return middle, middle
    _, _, decimals = number.digits.partition(".")
    half = 0.5 * 10.0 ** -len(decimals) * dimension.units[number.unit]
    return middle - half, middle + half
