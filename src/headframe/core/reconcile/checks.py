"""What several rules look at."""

from headframe.core.errors import Code
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import Aspect
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


def held(standing: Standing, operation: Operation) -> Refusal | None:
    """HELD while any hold is in force, on site as well. It is news where the issuer had not seen a hold."""
    if not standing.holds:
        return None
    unseen = [hold for hold in standing.holds if not operation.has_seen(hold.revision)]
    hold = max(unseen or standing.holds, key=lambda each: each.priority)
    return Refusal(
        Code.DEVICE_HELD,
        f"the hold {hold.id!r} of {hold.source} keeps the miner at {hold.level}",
        hold.placed,
        is_conflict=bool(unseen),
    )


def held_or_stale(standing: Standing, operation: Operation, aspect: Aspect) -> Refusal | None:
    """Both. The one that is named is news to the issuer, where either is."""
    by_hold, by_write = held(standing, operation), stale(standing, operation, aspect)
    if by_hold and (by_hold.is_conflict or not by_write):
        return by_hold
    return by_write


def stale(standing: Standing, operation: Operation, aspect: Aspect) -> Refusal | None:
    """CHANGED_ON_SITE where the aspect was written on site after the operation's base."""
    last = standing.last(aspect)
    if operation.has_seen(last.local_revision):
        return None
    return Refusal(
        Code.CHANGED_ON_SITE,
        f"{aspect.lower()} was changed on site after this was decided",
        last.local_writer,
        is_conflict=True,
    )
