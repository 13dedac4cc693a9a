"""The merge: one operation against how its device stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.errors import Code
from headframe.core.leases.node import Label
from headframe.core.reconcile.conflicts import Conflict
from headframe.core.reconcile.operations import Operation, OperationRef
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Aspect, following
from headframe.core.reconcile.rules import RULES
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.standing import Standing
from headframe.core.reconcile.verdicts import Refusal

TIME_IS_UP = Actor(ActorType.SYSTEM, "hold-expiry", "time is up")
"""Who lifts a hold whose time is up."""


@dataclass(frozen=True, slots=True)
class Merged:
    """How the device stands after an operation was looked at, which is made durable before it is done.

    `refusal` None: it may be done. `conflict` is set where a person has to decide.
    """

    standing: Standing
    refusal: Refusal | None = None
    conflict: Conflict | None = None


def remembered(standing: Standing, operation: Operation) -> Standing:
    """How a device stands where its node has forgotten writes that the issuer was told of.

    A node that was put back from an older copy goes on above what others remember, so that what is done on
    site from here on is newer than what any issuer has seen.
    """
    if operation.is_local or operation.base <= standing.revision:
        return standing
    return replace(standing, revision=operation.base)


class Merge:
    """Decides, and keeps nothing itself."""

    def __init__(self, rules: Mapping[CommandKind, Rule] = RULES) -> None:
        self._rules = rules

    def decide(self, standing: Standing, operation: Operation, label: Label) -> Merged:
        """Whether an operation may be done now, and how the device then stands.

        `label` is what the node writes under. A write takes its revision when it is about to be done: what
        fails or is cut off may have taken effect.
        """
        standing = self.lapsed(remembered(standing, operation), label, operation.at_ms)
        rule = self._rules.get(operation.kind)
        if rule is None or self.stands(standing, operation, rule.aspect):
            return Merged(standing)
        refusal = self.undecided(standing, operation, rule.aspect) or rule.judge(standing, operation)
        if refusal is None:
            return Merged(rule.applied(standing, operation, following(standing.revision, label)))
        if not refusal.is_conflict:
            return Merged(standing, refusal)
        return self.in_conflict(rule, standing, operation, refusal, label)

    def undone(self, standing: Standing, before: Standing, kind: CommandKind) -> Standing:
        """How a device stands where an operation that was admitted is known to have failed."""
        rule = self._rules.get(kind)
        return rule.undone(standing, before) if rule else standing

    def lapsed(self, standing: Standing, label: Label, now_ms: int) -> Standing:
        """Without the holds whose time is up."""
        left = tuple(hold for hold in standing.holds if hold.is_in_force(now_ms))
        if left == standing.holds:
            return standing
        over = OperationRef(TIME_IS_UP.id, CommandKind.UNCURTAIL, TIME_IS_UP, now_ms, is_local=False)
        revision = following(standing.revision, label)
        return replace(standing.wrote(Aspect.HOLDS, over, revision), holds=left)

    def stands(self, standing: Standing, operation: Operation, aspect: Aspect) -> bool:
        """Whether this very operation is what stands: it is run once more after a crash."""
        writer = standing.last(aspect).writer
        return writer is not None and writer.id == operation.id

    def undecided(self, standing: Standing, operation: Operation, aspect: Aspect) -> Refusal | None:
        """A schedule does not write where a conflict waits that its issuer had not settled."""
        is_schedule = operation.precedence is Precedence.SCHEDULE and not operation.is_local
        if not is_schedule or operation.has_seen(standing.last(aspect).undecided):
            return None
        return Refusal(Code.CONFLICT_OPEN, f"a conflict about {aspect.lower()} waits for a decision")

    def in_conflict(
        self, rule: Rule, standing: Standing, operation: Operation, refusal: Refusal, label: Label
    ) -> Merged:
        """A loss that a person has to know of."""
        revision = following(standing.revision, label)
        conflict = Conflict(
            id=operation.id,
            device_id=operation.device_id,
            aspect=rule.aspect,
            rule=rule.name,
            outcome=refusal.code,
            lost=operation.ref,
            local=refusal.against,
            revision=revision,
            at_ms=operation.at_ms,
        )
        return Merged(standing.disputed(rule.aspect, revision), refusal, conflict)
