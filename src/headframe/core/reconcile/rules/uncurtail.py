"""Uncurtail: lifts the one hold that it names."""

from dataclasses import replace

from headframe.core.commands.payloads import Uncurtail
from headframe.core.errors import Code
from headframe.core.reconcile.holds import Hold, lifted, named
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class UncurtailRule(Rule):
    """A hold for safety is lifted on site, or by somebody entitled who saw it. Schedules outrank nobody."""

    name = "uncurtail"
    aspect = Aspect.HOLDS

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        """The hold has to be there, to have been seen where it was placed on site, and to give way."""
        if not isinstance(operation.payload, Uncurtail):
            return Refusal(Code.INVALID_REQUEST, "the payload lifts no curtailment")
        hold = named(standing.holds, operation.payload.hold_id)
        if hold is None:
            return Refusal(Code.NO_SUCH_HOLD, f"nothing holds the miner as {operation.payload.hold_id!r}")
        if hold.priority is Precedence.SAFETY and not self.may_lift_safety(hold, operation):
            return Refusal(
                Code.SAFETY_HOLD,
                f"{hold.source} holds it for safety: lift that on site, or as somebody entitled",
                hold.placed,
                is_conflict=True,
            )
        return self.unseen(hold, operation) or self.outranked(hold, operation)

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """Without that hold, with all others."""
        after = standing.wrote(self.aspect, operation.ref, revision)
        return replace(after, holds=lifted(standing.holds, _name(operation)))

    def may_lift_safety(self, hold: Hold, operation: Operation) -> bool:
        """On site always; a server's command where its issuer is entitled and saw the hold as it is."""
        if operation.is_local:
            return True
        payload = operation.payload
        return isinstance(payload, Uncurtail) and payload.for_safety and operation.has_seen(hold.revision)

    def unseen(self, hold: Hold, operation: Operation) -> Refusal | None:
        """A hold placed on site after the base is another one than its issuer means."""
        if not hold.placed.is_local or operation.has_seen(hold.revision):
            return None
        return Refusal(
            Code.CHANGED_ON_SITE,
            "the hold was placed on site after this was decided",
            hold.placed,
            is_conflict=True,
        )

    def outranked(self, hold: Hold, operation: Operation) -> Refusal | None:
        """A schedule lifts what schedules placed. People may lift anything that is not for safety."""
        if operation.actor.type.is_operator or operation.precedence >= hold.priority:
            return None
        return Refusal(Code.DEVICE_HELD, f"{hold.source} goes before this", hold.placed)


def _name(operation: Operation) -> str:
    payload = operation.payload
    if not isinstance(payload, Uncurtail):
        raise TypeError(payload)
    return payload.hold_id
