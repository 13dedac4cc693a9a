"""Quantities as people read them. Unknown is "-"."""

UNKNOWN = "-"
SECONDS_OF_DAY = 86_400

_HASHRATES = ((1e18, "EH/s"), (1e15, "PH/s"), (1e12, "TH/s"), (1e9, "GH/s"), (1e6, "MH/s"), (1e3, "KH/s"))
_POWERS = ((1e9, "GW"), (1e6, "MW"), (1e3, "kW"))


def hashrate(hashes_per_second: float | None) -> str:
    """H/s as TH/s and its like."""
    return _scaled(hashes_per_second, _HASHRATES, "H/s")


def power(watts: float | None) -> str:
    """W as W, kW, MW."""
    return _scaled(watts, _POWERS, "W")


def efficiency(joules_per_hash: float | None) -> str:
    """J/H as J/TH."""
    return UNKNOWN if joules_per_hash is None else f"{joules_per_hash * 1e12:.1f} J/TH"


def temperature(celsius: float | None) -> str:
    """Degrees Celsius."""
    return UNKNOWN if celsius is None else f"{celsius:.0f} \N{DEGREE SIGN}C"


def speed(rpm: float | None) -> str:
    """Of a fan."""
    return UNKNOWN if rpm is None else f"{rpm:.0f} rpm"


def voltage(volts: float | None) -> str:
    """V."""
    return UNKNOWN if volts is None else f"{volts:.1f} V"


def current(amperes: float | None) -> str:
    """A."""
    return UNKNOWN if amperes is None else f"{amperes:.1f} A"


def frequency(hertz: float | None) -> str:
    """Hz as MHz."""
    return UNKNOWN if hertz is None else f"{hertz / 1e6:.0f} MHz"


def percent(ratio: float | None) -> str:
    """A ratio as a percentage."""
    return UNKNOWN if ratio is None else f"{ratio:.0%}"


def size(octets: int | None) -> str:
    """Bytes as MiB."""
    return UNKNOWN if octets is None else f"{octets / 2**20:.0f} MiB"


def count(number: int | None) -> str:
    """A number, its thousands apart."""
    return UNKNOWN if number is None else f"{number:,}"


def duration(seconds: float | None) -> str:
    """The two largest parts: 42 s, 3 min, 5 h 12 min, 2 d 4 h."""
    if seconds is None:
        return UNKNOWN
    whole = max(0, int(seconds))
    days, rest = divmod(whole, SECONDS_OF_DAY)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{whole} s"


def age(at_ms: int | None, now_ms: int) -> str:
    """How long ago."""
    return UNKNOWN if at_ms is None else duration((now_ms - at_ms) / 1000)


def _scaled(value: float | None, steps: tuple[tuple[float, str], ...], unit: str) -> str:
    if value is None:
        return UNKNOWN
    for step, name in steps:
        if abs(value) >= step:
            return f"{_digits(value / step)} {name}"
    return f"{_digits(value)} {unit}"


def _digits(value: float) -> str:
    """Three digits that matter, or the whole number."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"  # noqa: PLR2004 - decades
