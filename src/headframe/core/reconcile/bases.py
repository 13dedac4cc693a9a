"""The revision that a server's command carries: what its issuer knew of the device."""

from collections.abc import Iterable

from headframe.core.actors import Actor
from headframe.core.reconcile.conflicts import Conflict, ConflictState
from headframe.core.reconcile.precedence import Precedence, precedence_of
from headframe.core.reconcile.revisions import ORIGINAL, Aspect, Revision
from headframe.core.reconcile.standing import Standing


def is_schedule(actor: Actor) -> bool:
    """Whether conflicts matter to what an actor knows."""
    return precedence_of(actor) is Precedence.SCHEDULE


def schedule_base(standing: Standing, aspect: Aspect, conflicts: Iterable[Conflict]) -> Revision:
    """What a schedule may know of a device that stands so, of whose conflicts these have been told.

    It knows nothing of what nobody has decided yet: with a conflict OPEN on the aspect it acts on what was
    before, and the node refuses it until a person has decided. Nor may it act on what is not told in full: a
    standing may arrive before the conflicts that it counts.
    """
    about = [conflict for conflict in conflicts if conflict.aspect is aspect]
    if len(about) < standing.last(aspect).disputes:
        return ORIGINAL
    undecided = (conflict.revision for conflict in about if conflict.state is ConflictState.OPEN)
    oldest = min(undecided, default=None)
    return standing.revision if oldest is None else min(standing.revision, _before(oldest))


def _before(revision: Revision) -> Revision:
    """Below that revision, and not below any older one: numbers grow by one."""
    return Revision(revision.label, revision.number - 1)
