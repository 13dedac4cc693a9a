"""Which drivers are installed, told from package metadata without importing any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

from headframe.driver.entry import GROUP

MAX_PLUGINS = 64
"""More than this is a mistake in the environment, not a fleet's need."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """Drivers to run, and those that cannot run with the reason, for people."""

    names: tuple[str, ...]
    refused: dict[str, str]


def discover(search_paths: Sequence[Path] = ()) -> Discovered:
    """Installed drivers, those of `search_paths` among them."""
    points = [point for dist in distributions() for point in dist.entry_points if point.group == GROUP]
    for path in search_paths:
        for dist in distributions(path=[str(path)]):
            points += [point for point in dist.entry_points if point.group == GROUP]
    return sorted_out(points)


def sorted_out(points: Iterable[EntryPoint]) -> Discovered:
    """One driver a name; a name that several packages claim runs none of them."""
    values: dict[str, set[str]] = {}
    for point in points:
        values.setdefault(point.name, set()).add(point.value)
    refused = {
        name: f"several packages offer it: {', '.join(sorted(claims))}"
        for name, claims in values.items()
        if len(claims) > 1
    }
    names = sorted(set(values) - set(refused))
    refused |= dict.fromkeys(names[MAX_PLUGINS:], f"more than {MAX_PLUGINS} drivers are installed")
    return Discovered(names=tuple(names[:MAX_PLUGINS]), refused=refused)
