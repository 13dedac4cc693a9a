"""Two hosts with one identity give themselves away: a node counts its handshakes, durably, one by one.

A host restored from a backup, or the second of two clones, comes with a number that was seen before. Which
of the two is the right one only people know: the node is held until an operator decides.
"""

from dataclasses import dataclass
from enum import Enum


class GenerationVerdict(Enum):
    """What a handshake's generation says."""

    ACCEPT = "accept"
    CLONE_SUSPECT = "seen before: the node was copied, or restored from a backup"
    REINSTALLED = "another incarnation: the keys were moved to another installation"


@dataclass(frozen=True, slots=True)
class Generation:
    """The newest handshake of a node. `acknowledged`: the node has shown that it got the answer."""

    number: int = 0
    acknowledged: bool = True
    incarnation: bytes = b""


def judge_generation(last: Generation, number: int, incarnation: bytes) -> GenerationVerdict:
    """Judge a handshake by the newest one before it.

    The same number may come once more where its answer may have been lost on the way.
    """
    if last.incarnation and incarnation != last.incarnation:
        return GenerationVerdict.REINSTALLED
    if number > last.number or (number == last.number and not last.acknowledged):
        return GenerationVerdict.ACCEPT
    return GenerationVerdict.CLONE_SUSPECT
