"""Local-degraded mode: when a node counts as alone, and when it is back.

| now | stream | backlog | then |
|---|---|---|---|
| IN_CONTACT | down | | LOST, since now |
| LOST | down for ALONE_AFTER_SECONDS | | ALONE, since it was lost |
| LOST | up | | IN_CONTACT, as if nothing had been |
| ALONE | up | something | CATCHING_UP |
| CATCHING_UP | down | | ALONE, since it was lost first |
| ALONE, CATCHING_UP | up | nothing | IN_CONTACT; the period alone is over, and told |

The backlog is what people have to know of: outcomes and events that the server has not confirmed. Samples
of the outage may take longer; nobody decides by them.
"""

from dataclasses import dataclass
from enum import StrEnum

ALONE_AFTER_SECONDS = 20.0
"""Two missed pings: a stream that comes back within it is a hiccup and no outage."""


class ContactState(StrEnum):
    """What a node knows of its way to the server."""

    IN_CONTACT = "IN_CONTACT"
    LOST = "LOST"
    ALONE = "ALONE"
    CATCHING_UP = "CATCHING_UP"

    @property
    def is_degraded(self) -> bool:
        """True in local-degraded mode."""
        return self in (ContactState.ALONE, ContactState.CATCHING_UP)


@dataclass(frozen=True, slots=True)
class AlonePeriod:
    """One time in local-degraded mode: from when the stream was lost to when it came back for good."""

    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Contact:
    """How it stands. `lost_ms` dates the loss for people, `lost_at` for the bound; None in contact.

    `back_ms` is when the stream came back, while the node catches up.
    """

    state: ContactState = ContactState.IN_CONTACT
    lost_ms: int | None = None
    lost_at: float = 0.0
    back_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the stream. `now_ms` is the wall clock, `elapsed` never jumps."""

    connected: bool
    backlog: int
    now_ms: int
    elapsed: float


def alone_since(lost_ms: int) -> Contact:
    """A node that was alone when it was stopped, and is until it has caught up."""
    return Contact(ContactState.ALONE, lost_ms)


def looked(contact: Contact, look: Look) -> tuple[Contact, AlonePeriod | None]:
    """How it stands after a look, and the period alone that has just ended."""
    if not look.connected:
        return _down(contact, look), None
    if not contact.state.is_degraded or contact.lost_ms is None:
        return Contact(), None
    back_ms = look.now_ms if contact.back_ms is None else contact.back_ms
    if look.backlog:
        return Contact(ContactState.CATCHING_UP, contact.lost_ms, contact.lost_at, back_ms), None
    return Contact(), AlonePeriod(contact.lost_ms, max(contact.lost_ms, back_ms))


def _down(contact: Contact, look: Look) -> Contact:
    if contact.lost_ms is None:
        return Contact(ContactState.LOST, look.now_ms, look.elapsed)
    is_alone = contact.state.is_degraded or look.elapsed - contact.lost_at >= ALONE_AFTER_SECONDS
    return Contact(ContactState.ALONE if is_alone else contact.state, contact.lost_ms, contact.lost_at)
