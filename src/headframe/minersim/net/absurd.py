"""Turn a sound answer into an absurd one: NaN, impossible temperatures, negative power."""

import re
from typing import Any

_VALUES = (float("nan"), -1.0e30, 1.0e308, -274000.0, 2**63)
# Envelope fields stay sound: a real firmware bug spoils measurements, not the framing.
_KEEP = frozenset({"STATUS", "When", "Code", "code", "when", "id", "Msg", "desc", "Description"})
_BRACKETED_NUMBER = re.compile(r"(?<=GHSspd\[)[^\]]*|(?<=TAvg\[)[^\]]*|(?<=MGHS\[)[^\]]*")


def make_absurd(tree: Any, depth: int = 0) -> Any:
    """A copy of a JSON tree with every measurement replaced by nonsense."""
    if isinstance(tree, dict):
        return {
            key: value if key in _KEEP and not isinstance(value, dict) else make_absurd(value, depth + index)
            for index, (key, value) in enumerate(tree.items())
        }
    if isinstance(tree, list):
        return [make_absurd(value, depth + index) for index, value in enumerate(tree)]
    if isinstance(tree, bool) or tree is None:
        return tree
    if isinstance(tree, int | float):
        return _VALUES[depth % len(_VALUES)]
    return _BRACKETED_NUMBER.sub("nan", tree) if isinstance(tree, str) else tree
