"""Compare the shape of two JSON trees: keys and JSON types, not values."""

from typing import Any


def differences(recorded: Any, ours: Any, path: str = "$", *, extra_ok: bool = False) -> list[str]:
    """What `ours` lacks, has too much, or has of another type, as `path: what`.

    A recorded integer wants an integer, a recorded float any number. Lists are compared by their
    first elements; an empty recorded list says nothing about its elements.
    """
    if isinstance(recorded, dict):
        return _objects(recorded, ours, path, extra_ok=extra_ok)
    if isinstance(recorded, list):
        if not isinstance(ours, list):
            return [f"{path}: not a list"]
        if not recorded:
            return []
        if not ours:
            return [f"{path}: empty"]
        return differences(recorded[0], ours[0], f"{path}[0]", extra_ok=extra_ok)
    return [] if _same_kind(recorded, ours) else [f"{path}: {ours!r} where {recorded!r}"]


def _objects(recorded: dict[str, Any], ours: Any, path: str, *, extra_ok: bool) -> list[str]:
    if not isinstance(ours, dict):
        return [f"{path}: not an object"]
    found = [f"{path}.{key}: missing" for key in recorded.keys() - ours.keys()]
    if not extra_ok:
        found += [f"{path}.{key}: not recorded" for key in ours.keys() - recorded.keys()]
    for key in recorded.keys() & ours.keys():
        found += differences(recorded[key], ours[key], f"{path}.{key}", extra_ok=extra_ok)
    return sorted(found)


def _same_kind(recorded: Any, ours: Any) -> bool:
    if recorded is None or isinstance(recorded, bool):
        return type(recorded) is type(ours)
    if isinstance(recorded, float):
        return isinstance(ours, int | float) and not isinstance(ours, bool)
    return type(recorded) is type(ours)
