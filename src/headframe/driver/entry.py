"""Finding drivers by their entry points, without importing those that are not asked for."""

from importlib.metadata import EntryPoint, entry_points
from typing import cast

from headframe.driver.contract import Driver

GROUP = "headframe.drivers"


class NoSuchDriverError(Exception):
    """No installed package offers a driver of that name, or several do."""


def find(name: str) -> EntryPoint:
    """The entry point of that name. Raises NoSuchDriverError."""
    found = {point.value: point for point in entry_points(group=GROUP, name=name)}
    if not found:
        raise NoSuchDriverError(f"no installed package offers a driver named {name!r}")
    if len(found) > 1:
        raise NoSuchDriverError(f"several packages offer a driver named {name!r}: {', '.join(sorted(found))}")
    return next(iter(found.values()))


def load(name: str) -> Driver:
    """Import a driver's package and call its factory, inside the event loop that will run it."""
    return cast("Driver", find(name).load()())
