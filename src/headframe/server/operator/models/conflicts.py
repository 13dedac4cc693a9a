"""Deciding conflicts."""

from headframe.api.base import Input, Output
from headframe.api.standing import ConflictBody
from headframe.core.reconcile.conflicts import Choice
from headframe.server.services.conflicts import Decided


class DecisionInput(Input):
    """KEEP leaves the miner as it is; APPLY issues the command that lost once more."""

    choice: Choice


class DecidedBody(Output):
    """The conflict, and the batch that was issued for it; null for KEEP."""

    conflict: ConflictBody
    batch_id: str | None

    @classmethod
    def of(cls, decided: Decided) -> "DecidedBody":
        """From the use-case's answer."""
        return cls(
            conflict=ConflictBody.of(decided.conflict),
            batch_id=decided.batch.id if decided.batch else None,
        )
