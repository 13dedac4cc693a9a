"""Since when a node has been in contact without a break, and how new what it told is."""

from headframe.core.commands.lifecycle import RESULT_SETTLE_MS


def contact_since(since_ms: int | None, last_contact_ms: int | None, at_ms: int) -> int:
    """The beginning of the contact that a heartbeat at `at_ms` belongs to."""
    if since_ms is None or last_contact_ms is None or at_ms - last_contact_ms > RESULT_SETTLE_MS:
        return at_ms
    return since_ms


def newer(known_ms: int | None, told_ms: int | None) -> int | None:
    """The later of two moments, where there are any."""
    return max((each for each in (known_ms, told_ms) if each is not None), default=None)


def settled_contact(since_ms: int | None, last_contact_ms: int | None, now_ms: int) -> int | None:
    """Since when the node is in contact now; None while it is not, or has been silent for too long."""
    if last_contact_ms is None or now_ms - last_contact_ms > RESULT_SETTLE_MS:
        return None
    return since_ms
