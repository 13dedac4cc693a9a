"""The revision that a server's command carries: what its issuer knew of the device."""

from collections.abc import Iterable

from headframe.core.actors import Actor
from headframe.core.reconcile.conflicts import Conflict, ConflictState
from headframe.core.reconcile.precedence import Precedence, precedence_of
from headframe.core.reconcile.revisions import Aspect, Revision


def base_for(reported: Revision, actor: Actor, aspect: Aspect, conflicts: Iterable[Conflict]) -> Revision:
    """The newest revision that was reported of the device whose conflicts these are.

    A schedule knows nothing of what nobody has decided yet: with a conflict OPEN on the aspect it acts on
    what was before, and the node refuses it until a person has decided.
    """
    if precedence_of(actor) is not Precedence.SCHEDULE:
        return reported
    undecided = (
        conflict.revision
        for conflict in conflicts
        if conflict.aspect is aspect and conflict.state is ConflictState.OPEN
    )
    oldest = min(undecided, default=None)
    return reported if oldest is None else min(reported, _before(oldest))


def _before(revision: Revision) -> Revision:
    """Below that revision, and not below any older one: numbers grow by one."""
    return Revision(revision.label, revision.number - 1)
