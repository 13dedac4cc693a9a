"""Aspects of a device, and the numbers by which its writes are ordered."""

from enum import StrEnum
from typing import NamedTuple

from headframe.core.leases.node import Label


class Aspect(StrEnum):
    """What a write changes. HOLDS is the set of holds as a whole."""

    POWER = "POWER"
    TARGET = "TARGET"
    POOLS = "POOLS"
    FIRMWARE = "FIRMWARE"
    CREDENTIALS = "CREDENTIALS"
    COOLING = "COOLING"
    HOLDS = "HOLDS"


class Revision(NamedTuple):
    """Orders all writes to one device: the label they were made under, then a number that only grows."""

    label: Label
    number: int


ORIGINAL = Revision(Label(0, 0), 0)
"""Before any write; also the base of an issuer that has seen nothing."""


def following(revision: Revision, label: Label) -> Revision:
    """The revision of the next write, under `label`. It is above all before, whatever the label."""
    return Revision(max(label, revision.label), revision.number + 1)
