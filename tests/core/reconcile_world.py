"""One device, its node and its server, with everything that can go wrong between them.

The world owns time, loss and order; the merge under test decides. What it decides is judged here by what
the world itself saw, not by the code under test. A violation is an AssertionError that says which.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload, Curtail, CurtailmentLevel, StopMining, Uncurtail
from headframe.core.leases.node import Label
from headframe.core.reconcile import restoring
from headframe.core.reconcile.bases import is_schedule, schedule_base
from headframe.core.reconcile.conflicts import Choice, Conflict, ConflictState, Decision, resolved
from headframe.core.reconcile.holds import Hold
from headframe.core.reconcile.merge import Merge, Merged
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import ORIGINAL, Aspect, Revision
from headframe.core.reconcile.rules.reboot import COOLDOWN_MS
from headframe.core.reconcile.standing import UNTOUCHED, LastWrite, Standing, newer

LOCAL = Actor(ActorType.LOCAL_ADMIN, "site", "on site")
USER = Actor(ActorType.USER, "7", "Ada")
SCHEDULE = Actor(ActorType.SCHEDULE, "night", "night rate")
ENGINE = Actor(ActorType.CURTAILMENT, "event", "grid event")

RAISING = frozenset({CommandKind.START_MINING, CommandKind.SET_POWER_TARGET, CommandKind.UPDATE_FIRMWARE})
ASPECTS = {
    CommandKind.START_MINING: Aspect.POWER,
    CommandKind.STOP_MINING: Aspect.POWER,
    CommandKind.SET_POWER_TARGET: Aspect.TARGET,
    CommandKind.UPDATE_POOLS: Aspect.POOLS,
    CommandKind.UPDATE_FIRMWARE: Aspect.FIRMWARE,
    CommandKind.UPDATE_PASSWORD: Aspect.CREDENTIALS,
    CommandKind.SET_COOLING_MODE: Aspect.COOLING,
}
FIRST = Label(1, 0)
STRICT = {CurtailmentLevel.EFFICIENCY: 1, CurtailmentLevel.FULL: 2}


@dataclass
class Miner:
    """What the metal does with what a driver tells it. FULL is a sleep like any other."""

    asleep: bool = False
    efficient: bool = False

    def told(self, payload: CommandPayload) -> None:
        match payload.kind:
            case CommandKind.STOP_MINING:
                self.asleep = True
            case CommandKind.START_MINING:
                self.asleep = False
            case CommandKind.UNCURTAIL:
                self.asleep = self.efficient = False
            case CommandKind.CURTAIL if isinstance(payload, Curtail):
                if payload.level is CurtailmentLevel.FULL:
                    self.asleep = True
                else:
                    self.efficient = True


@dataclass
class Node:
    """The device's node: the merge's state, a journal, and what it has to tell."""

    standing: Standing = UNTOUCHED
    label: Label = FIRST
    answers: dict[str, Merged] = field(default_factory=dict)
    miner: Miner = field(default_factory=Miner)
    wants_sleep: bool = False
    reports: list[Standing | Conflict | Operation] = field(default_factory=list)
    rebooted_at: list[int] = field(default_factory=list)


@dataclass
class Server:
    """What the server has been told, and what it has decided."""

    standing: Standing | None = None
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    on_site: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def told(self, report: Standing | Conflict | Operation) -> None:
        """Any report, late, twice, out of order."""
        match report:
            case Standing():
                self.standing = report if newer(self.standing, report) else self.standing
            case Conflict():
                self.conflicts.setdefault(report.id, report)
            case Operation() if report.id not in self.known:
                self.known.add(report.id)
                self.on_site[report.id] += 1


class World:
    """The whole. Times are ms."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.now = 1_000_000
        self.node = Node()
        self.server = Server()
        self.under_way: list[Operation] = []
        self.executed: Counter[str] = Counter()
        self.lost: set[str] = set()
        self._ids = 0

    def on_site(self, payload: CommandPayload) -> Merged:
        """Somebody beside the miner."""
        operation = self._operation(payload, LOCAL, ORIGINAL, 10**9)
        merged = self.perform(operation)
        if merged.refusal is None:
            self.node.reports.append(operation)
        return merged

    def issue(self, payload: CommandPayload, actor: Actor, ttl_ms: int = 600_000) -> Operation:
        """The server makes a command of what it knows, and sends it on its way."""
        told, aspect = self.server.standing, ASPECTS.get(payload.kind, Aspect.HOLDS)
        base = told.revision if told else ORIGINAL
        if told and is_schedule(actor):
            base = schedule_base(told, aspect, self.server.conflicts.values())
        operation = self._operation(payload, actor, base, ttl_ms)
        self.under_way.append(operation)
        return operation

    def deliver(self, operation: Operation) -> Merged | None:
        """To the node, which knows by its journal what it has answered; None for one that is too late."""
        if operation.id in self.node.answers:
            return self.node.answers[operation.id]
        if self.now >= operation.expires_at_ms:
            return None
        return self.perform(self._now(operation))

    def decide(self, conflict: Conflict, choice: Choice) -> None:
        """Somebody looks at Activity."""
        self.server.conflicts[conflict.id] = resolved(conflict, Decision(choice, USER, self.now))

    def report(self, reports: Sequence[Standing | Conflict | Operation]) -> None:
        """A part of what the node has to tell arrives."""
        for report in reports:
            self.server.told(report)

    def drive(self) -> None:
        """The node brings the miner where its holds want it."""
        self._stands(self.merge.lapsed(self.node.standing, self.node.label, self.now))
        standing = self.node.standing
        if restoring.is_due(standing):
            for step in restoring.steps(standing):
                self.node.miner.told(step)
            self.node.standing = restoring.reached(standing, restoring.wanted(standing))
        self.check_miner()

    def perform(self, operation: Operation) -> Merged:
        """Decide, check what was decided, and do it."""
        before = self._with_time(self.node.standing)
        merged = self.merge.decide(self.node.standing, operation, self.node.label)
        self.node.answers[operation.id] = merged
        self._check_holds(self.node.standing, operation, merged)
        self._check(before, operation, merged)
        self._stands(merged.standing)
        if merged.refusal is None:
            self._execute(operation, before)
        elif merged.conflict:
            self.node.reports.append(merged.conflict)
        return merged

    def run_again(self, operation: Operation) -> None:
        """After a crash the node looks once more at a command that it had begun."""
        before = self._with_time(self.node.standing)
        if not any(each.writer and each.writer.id == operation.id for each in before.aspects.values()):
            return
        merged = self.merge.decide(self.node.standing, self._now(operation), self.node.label)
        assert merged.refusal is None, "what was begun is refused after a crash"
        assert merged.standing.revision == before.revision, "the same write took a second revision"
        self._stands(merged.standing)

    def _with_time(self, standing: Standing) -> Standing:
        return self.merge.lapsed(standing, self.node.label, self.now)

    def _stands(self, standing: Standing) -> None:
        assert standing.revision >= self.node.standing.revision, "a revision went back"
        if standing.revision != self.node.standing.revision:
            self.node.reports.append(standing)
        self.node.standing = standing

    def _execute(self, operation: Operation, before: Standing) -> None:
        self.executed[operation.id] += 1
        assert self.executed[operation.id] == 1, "executed twice"
        match operation.kind:
            case CommandKind.REBOOT:
                self.node.rebooted_at.append(self.now)
            case CommandKind.START_MINING | CommandKind.STOP_MINING:
                self.node.wants_sleep = operation.kind is StopMining.kind
                self.node.miner.told(operation.payload)
            case _:
                pass
        assert self.node.standing.revision > before.revision, "a write took no revision"

    # ---- what may and may not have been decided --------------------------------------------------

    def _check(self, before: Standing, operation: Operation, merged: Merged) -> None:
        if merged.refusal is None:
            self._check_done(before, operation)
        else:
            self._check_refused(before, operation, merged)

    def _check_done(self, before: Standing, operation: Operation) -> None:
        if operation.kind in RAISING:
            assert not self._in_force(before.holds), "started or raised while held"
        if operation.is_local:
            return
        assert self.now < operation.expires_at_ms, "done too late"
        last = self._last(before, operation)
        assert last.local_revision <= operation.base, "a newer change on site was overwritten"
        assert operation.id not in self.lost, "what had lost was done"
        if operation.kind is CommandKind.REBOOT and self.node.rebooted_at:
            latest = self.node.rebooted_at[-1]
            assert latest < operation.issued_at_ms, "a reboot was caught up on"
            assert self.now >= latest + COOLDOWN_MS, "a reboot within the cooldown"
        if operation.actor == SCHEDULE:
            assert not self._is_disputed(operation), "a schedule wrote where a conflict is open"

    def _is_disputed(self, operation: Operation) -> bool:
        aspect = ASPECTS.get(operation.kind, Aspect.HOLDS)
        told = self.server.conflicts
        conflicts = [report for report in self.node.reports if isinstance(report, Conflict)]
        return any(
            told.get(each.id, each).state is ConflictState.OPEN
            for each in conflicts
            if each.aspect is aspect and operation.kind is not CommandKind.REBOOT
        )

    def _check_refused(self, before: Standing, operation: Operation, merged: Merged) -> None:
        may_be_lost = operation.is_local or operation.base >= before.revision
        holds = self._in_force(before.holds)
        if may_be_lost and operation.kind in ASPECTS and operation.actor != SCHEDULE:
            assert operation.kind in RAISING, "a command that has seen everything was refused"
            assert holds, "a command that has seen everything was refused"
        if operation.kind is CommandKind.CURTAIL:
            payload = operation.payload
            assert isinstance(payload, Curtail)
            assert payload.until_ms is not None, "a curtailment was refused"
            assert payload.until_ms <= self.now, "a curtailment was refused"
        if operation.is_local:
            has_reason = operation.kind in RAISING or isinstance(operation.payload, Curtail | Uncurtail)
            assert has_reason, "an act on site was refused"
        self._check_told(before, operation, merged)

    def _check_told(self, before: Standing, operation: Operation, merged: Merged) -> None:
        """Every loss to something that the issuer had not seen is a conflict, and nothing else is."""
        if operation.is_local:
            assert merged.conflict is None, "an act on site is in conflict with itself"
            return
        stale = self._last(before, operation).local_revision > operation.base
        unseen = any(hold.revision > operation.base for hold in self._in_force(before.holds))
        loses = stale or (operation.kind in RAISING and unseen)
        if isinstance(operation.payload, Uncurtail):
            hold = next((each for each in before.holds if each.id == operation.payload.hold_id), None)
            loses = hold is not None and self._may_not_lift(hold, operation)
        if operation.actor == SCHEDULE and merged.conflict is None:
            return  # it may wait for the decision of an older one
        assert (merged.conflict is not None) == loses, "a loss was settled silently, or made up"
        if merged.conflict:
            assert merged.conflict.id == operation.id
            assert merged.standing.revision > before.revision
            self.lost.add(operation.id)

    def _check_holds(self, before: Standing, operation: Operation, merged: Merged) -> None:
        payload, after = operation.payload, merged.standing
        left = {hold.id: hold for hold in after.holds}
        for hold in self._in_force(before.holds):
            if hold.id in left:
                self._check_not_weaker(hold, left[hold.id], operation)
                continue
            assert isinstance(payload, Uncurtail), "a hold was dropped"
            assert payload.hold_id == hold.id, "another hold was dropped"
            assert not self._may_not_lift(hold, operation), "a hold was lifted by one who may not"
            if operation.actor == SCHEDULE:
                assert hold.priority is Precedence.SCHEDULE, "a schedule lifted a stronger hold"
        assert all(hold.is_in_force(self.now) for hold in after.holds), "a hold outlived its time"
        if operation.kind is CommandKind.CURTAIL and merged.refusal is None:
            assert isinstance(payload, Curtail)
            assert payload.hold_id in left, "a curtailment left no hold"

    def _check_not_weaker(self, before: Hold, after: Hold, operation: Operation) -> None:
        if after == before:
            return
        assert after.priority >= before.priority, "a hold lost its rank"
        if before.placed.actor != operation.actor:
            assert STRICT[after.level] >= STRICT[before.level], "somebody else's hold was made weaker"
            assert after.until_ms is None or (
                before.until_ms is not None and after.until_ms >= before.until_ms
            )

    def _may_not_lift(self, hold: Hold, operation: Operation) -> bool:
        if operation.is_local:
            return False
        has_seen = hold.revision <= operation.base
        if hold.priority is Precedence.SAFETY:
            payload = operation.payload
            assert isinstance(payload, Uncurtail)
            return not (payload.for_safety and has_seen)
        return hold.placed.is_local and not has_seen

    def check_miner(self) -> None:
        """Once the node could drive it, the miner is where its holds want it, or where it was before."""
        miner, holds = self.node.miner, self._in_force(self.node.standing.holds)
        levels = {hold.level for hold in holds}
        expected = max(levels, key=STRICT.__getitem__, default=None)
        assert self.node.standing.level is expected, "not the strictest hold"
        if expected is CurtailmentLevel.FULL:
            assert miner.asleep, "held, and awake"
        elif expected is CurtailmentLevel.EFFICIENCY:
            assert miner.efficient or miner.asleep, "held, and not at its level"
            assert miner.asleep or not self.node.wants_sleep, "a hold woke a sleeper"
        else:
            assert not miner.efficient, "a level outlived its holds"
        if expected is not CurtailmentLevel.FULL:
            assert miner.asleep or not self.node.wants_sleep, "it woke from a sleep that was wanted"
            assert not miner.asleep or self.node.wants_sleep, "it was not woken again"

    def check_replica(self) -> None:
        """When everything was told, the server knows what the node knows, each thing once."""
        self.report(self.node.reports)
        told = self.server.standing
        if told is not None:
            assert told.revision == self.node.standing.revision
            assert (told.aspects, told.holds) == (self.node.standing.aspects, self.node.standing.holds)
        assert self.lost == self.server.conflicts.keys(), "a loss is not told"
        assert set(self.server.on_site.values()) <= {1}, "an act on site is told twice"

    def _in_force(self, holds: Sequence[Hold]) -> list[Hold]:
        return [hold for hold in holds if hold.until_ms is None or self.now < hold.until_ms]

    def _last(self, standing: Standing, operation: Operation) -> LastWrite:
        aspect = ASPECTS.get(operation.kind)
        return standing.last(aspect) if aspect else LastWrite()

    def _now(self, operation: Operation) -> Operation:
        return Operation(
            operation.id,
            operation.device_id,
            operation.payload,
            operation.actor,
            operation.issued_at_ms,
            operation.expires_at_ms,
            operation.base,
            at_ms=self.now,
            was_asleep=self.node.miner.asleep,
        )

    def _operation(self, payload: CommandPayload, actor: Actor, base: Revision, ttl_ms: int) -> Operation:
        self._ids += 1
        name = f"{'local' if actor == LOCAL else 'server'}-{self._ids}"
        return self._now(
            Operation(name, 1, payload, actor, self.now, self.now + ttl_ms, base, at_ms=self.now)
        )
