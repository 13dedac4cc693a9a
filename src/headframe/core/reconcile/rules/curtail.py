"""Curtail: places a hold, always."""

from dataclasses import replace

from headframe.core.commands.payloads import Curtail, StopMining
from headframe.core.errors import Code
from headframe.core.reconcile.holds import Hold, placed
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect, Revision
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal


class CurtailRule(Rule):
    """In the safe direction nothing is stale. Only one whose time is up already is none."""

    name = "curtail"
    aspect = Aspect.HOLDS

    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:  # noqa: ARG002 - the rule's
        """Always."""
        payload = operation.payload
        if not isinstance(payload, Curtail):
            return Refusal(Code.INVALID_REQUEST, "the payload is no curtailment")
        if payload.until_ms is not None and payload.until_ms <= operation.at_ms:
            return Refusal(Code.COMMAND_EXPIRED, "the curtailment is over by its own time")
        return None

    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        """With the hold. With the first one, what the device did before is remembered."""
        after = standing.wrote(self.aspect, operation.ref, revision)
        after = replace(after, holds=self.placed(standing.holds, _hold(operation, revision)))
        if standing.holds or standing.asserted:
            return after
        return replace(after, asleep_before=_was_asleep(standing, operation))

    def placed(self, holds: tuple[Hold, ...], hold: Hold) -> tuple[Hold, ...]:
        """One more, or the same one changed."""
        return placed(holds, hold)


def _hold(operation: Operation, revision: Revision) -> Hold:
    payload = operation.payload
    if not isinstance(payload, Curtail):
        raise TypeError(payload)
    actor = operation.actor
    return Hold(
        id=payload.hold_id,
        source=payload.source or actor.display_name or actor.id,
        level=payload.level,
        priority=Precedence.SAFETY if payload.for_safety else operation.precedence,
        until_ms=payload.until_ms,
        revision=revision,
        placed=operation.ref,
    )


def _was_asleep(standing: Standing, operation: Operation) -> bool | None:
    """What was measured; else what was last asked for."""
    if operation.was_asleep is not None:
        return operation.was_asleep
    writer = standing.last(Aspect.POWER).writer
    return writer.kind is StopMining.kind if writer else None
