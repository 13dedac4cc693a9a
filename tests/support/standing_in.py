"""Test doubles in a program of its own, where no fixture reaches."""

from types import ModuleType


def stand_in(module: ModuleType, name: str, double: object) -> None:
    """Put `double` in the place of what `module` uses by that name; fails where it uses none."""
    assert hasattr(module, name), f"{module.__name__} uses no {name}"
    setattr(module, name, double)
