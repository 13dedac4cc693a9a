"""Transfer: a device changes its owner in two steps, so that two nodes never write to it at once.

    OWNED by A -begin-> LEAVING A -A let go, or its host is off-> OWNED by B
                           |
                           +-cancel-> OWNED by A

While it leaves, the device is still A's, but A's manifest lists it no more: A refuses commands for it, ends
what it was doing, and says which version of its manifest it acts by. Only then B's manifest gains it. A host
that is out of contact cannot say so; then an operator has to vouch that it is off, and writes that were on
the wire are waited for.
"""

from dataclasses import dataclass, field

from headframe.core.actors import Actor
from headframe.core.commands.payloads import Pair
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.timing import STANDARD

HOST_OFF_WAIT_MS = round(STANDARD.wait_seconds * 1000)
"""Between the word that a host is off and the change of owner."""
MAX_REASON_CHARS = 400


@dataclass(frozen=True, slots=True)
class Transfer:
    """A device that leaves a node for another.

    `released_version` is the first version of the old owner's manifest without it; `login` is what the new
    owner is to try on it, which it alone can read; `host_off_at_ms` is when somebody vouched that the old
    owner's host is off.
    """

    device_id: int
    org_id: int
    from_node_id: int
    to_node_id: int
    actor: Actor
    asked_at_ms: int
    login: Pair = field(repr=False)
    released_version: int = 0
    host_off_at_ms: int | None = None


def check_nodes(from_node_id: int, to_node_id: int, actor: Actor) -> None:
    """Whether an actor may have devices of one node moved to another.

    Raises:
        HeadframeError: NOT_PERMITTED for one that is no operator; INVALID_REQUEST for one node twice.
    """
    if not actor.type.is_operator:
        raise HeadframeError(Code.NOT_PERMITTED, f"ownership is not changed by {actor.type}")
    if from_node_id == to_node_id:
        raise HeadframeError(Code.INVALID_REQUEST, "The miners are to go to another node than their own.")


def has_let_go(transfer: Transfer, *, applied_version: int) -> bool:
    """Whether the old owner, which acts by a version of its manifest, touches the device no more."""
    return applied_version >= transfer.released_version


def host_is_off(transfer: Transfer, *, now_ms: int) -> bool:
    """Whether the old owner's host was vouched to be off, long enough ago for its last writes to be over."""
    return transfer.host_off_at_ms is not None and now_ms - transfer.host_off_at_ms >= HOST_OFF_WAIT_MS
