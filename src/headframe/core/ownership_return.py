"""A node holds a newer list of its devices than the server's database: that was restored from a backup.

The list was made by this organisation's server and signed, so it holds what operators had confirmed when the
database already knew less. What it names becomes the node's again, and what it does not name any more is
released. But what the database gives another node stays there: no device gets two owners, and people settle
it by a transfer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MAX_VERSION = 2**53
"""No honest count of changes comes near it. A node that says more is not followed there."""


@dataclass(frozen=True, slots=True)
class OwnershipReturn:
    """What such a list changes, by ids of devices. `contested` maps to the nodes that keep them."""

    given: tuple[int, ...] = ()
    released: tuple[int, ...] = ()
    contested: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.given or self.released or self.contested)


def ownership_return(
    node_id: int, *, listed: Collection[int], owned: Collection[int], owners: Mapping[int, int]
) -> OwnershipReturn:
    """What changes for a node that holds a list of the devices `listed`.

    `owned` are those that the database gives it now, `owners` the owners of those on the list that have one.
    """
    return OwnershipReturn(
        given=tuple(each for each in listed if each not in owners),
        released=tuple(each for each in owned if each not in listed),
        contested={each: owners[each] for each in listed if owners.get(each, node_id) != node_id},
    )


def is_newer(*, held_version: int, held_digest: bytes, version: int, digest: bytes) -> bool:
    """Whether a node's list is one that this database does not know, by its version or by what it says.

    A node that tells no digest is believed to hold what its version stands for.
    """
    if held_version > MAX_VERSION:
        return False
    return held_version > version or (held_version == version and bool(held_digest) and held_digest != digest)
