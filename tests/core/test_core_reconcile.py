# ruff: noqa: ARG002 - a mutant ignores what a rule is given
"""Reconciliation: late, reordered, doubled and lost commands and reports; every rule is needed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from headframe.core.actors import Actor
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    CommandPayload,
    Curtail,
    CurtailmentLevel,
    Reboot,
    SealedSecret,
    SetCoolingMode,
    SetPowerTarget,
    StartMining,
    StopMining,
    Uncurtail,
    UpdateFirmware,
    UpdatePassword,
    UpdatePools,
)
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.node import Label
from headframe.core.reconcile.checks import held, held_or_stale
from headframe.core.reconcile.conflicts import Choice, ConflictState
from headframe.core.reconcile.holds import Hold, lifted
from headframe.core.reconcile.merge import Merge, Merged
from headframe.core.reconcile.operations import Operation
from headframe.core.reconcile.revisions import ORIGINAL, Aspect, Revision
from headframe.core.reconcile.rules import RULES
from headframe.core.reconcile.rules.cooling import CoolingRule
from headframe.core.reconcile.rules.credentials import CredentialsRule
from headframe.core.reconcile.rules.curtail import CurtailRule
from headframe.core.reconcile.rules.firmware import FirmwareRule
from headframe.core.reconcile.rules.pools import PoolsRule
from headframe.core.reconcile.rules.power_target import PowerTargetRule
from headframe.core.reconcile.rules.reboot import COOLDOWN_MS, RebootRule
from headframe.core.reconcile.rules.rule import Rule
from headframe.core.reconcile.rules.start import StartRule
from headframe.core.reconcile.rules.stop import StopRule
from headframe.core.reconcile.rules.uncurtail import UncurtailRule
from headframe.core.reconcile.standing import UNTOUCHED, Standing
from headframe.core.reconcile.verdicts import Refusal
from tests.core.reconcile_world import ENGINE, SCHEDULE, USER, World

SECRET = SealedSecret("key", b"sealed")
WRITES: tuple[CommandPayload, ...] = (
    Reboot(),
    StartMining(),
    StopMining(),
    SetPowerTarget(watts=3_000.0),
    UpdatePools(),
    UpdateFirmware("image", b"digest", "2.0"),
    UpdatePassword(SECRET),
    SetCoolingMode(),
)
HOLD_IDS = st.sampled_from(["operator", "event"])
LEVELS = st.sampled_from(list(CurtailmentLevel))
SECONDS = st.integers(1, 90)


class Reconciliation(RuleBasedStateMachine):
    """Everything that may happen to one device, in any order."""

    merge = Merge()
    writes = WRITES

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.merge)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.world.now += seconds * 1000

    @rule(data=st.data())
    def somebody_on_site(self, data: st.DataObject) -> None:
        self.world.on_site(data.draw(st.sampled_from(self.writes)))

    @rule(hold_id=HOLD_IDS, level=LEVELS, seconds=st.none() | SECONDS, safety=st.booleans())
    def hold_on_site(
        self, hold_id: str, level: CurtailmentLevel, seconds: int | None, *, safety: bool
    ) -> None:
        self.world.on_site(Curtail(level, hold_id, "", self._in(seconds), safety))

    @rule(hold_id=HOLD_IDS)
    def lift_on_site(self, hold_id: str) -> None:
        self.world.on_site(Uncurtail(hold_id))

    @rule(data=st.data(), actor=st.sampled_from([USER, USER, SCHEDULE]), ttl=SECONDS)
    def server_issues(self, data: st.DataObject, actor: Actor, ttl: int) -> None:
        self.world.issue(data.draw(st.sampled_from(self.writes)), actor, ttl * 3_000)

    @rule(data=st.data(), actor=st.sampled_from([USER, SCHEDULE]), late=SECONDS, then_told=st.booleans())
    def an_act_on_site_overtakes_a_command(
        self, data: st.DataObject, actor: Actor, late: int, *, then_told: bool
    ) -> None:
        """Chance alone would bring it about too rarely; perhaps a schedule tries again, knowing of it."""
        payload = data.draw(st.sampled_from(self.writes))
        overtaken = self.world.issue(payload, actor)
        self.world.on_site(data.draw(st.sampled_from(self.writes)))
        self.world.now += late * 1000
        self.world.deliver(overtaken)
        if then_told:
            self.world.report(self.world.node.reports)
            self.world.deliver(self.world.issue(payload, SCHEDULE))

    @rule(hold_id=HOLD_IDS, level=LEVELS, actor=st.sampled_from([USER, ENGINE]), seconds=st.none() | SECONDS)
    def server_curtails(
        self, hold_id: str, level: CurtailmentLevel, actor: Actor, seconds: int | None
    ) -> None:
        self.world.issue(Curtail(level, hold_id, "", self._in(seconds)), actor)

    @rule(level=LEVELS, asleep=st.booleans())
    def a_hold_is_lifted_and_the_miner_started_at_once(
        self, level: CurtailmentLevel, *, asleep: bool
    ) -> None:
        """Before the node could bring it back to what it did."""
        if asleep:
            self.world.on_site(StopMining())
        self.world.on_site(Curtail(level, "event"))
        self.world.drive()
        self.world.on_site(Uncurtail("event"))
        self.world.on_site(StartMining())
        self.world.drive()

    @rule(seconds=st.integers(1, 10))
    def one_hold_of_two_ends(self, seconds: int) -> None:
        self.world.on_site(Curtail(CurtailmentLevel.EFFICIENCY, "event"))
        self.world.on_site(Curtail(CurtailmentLevel.FULL, "operator", "", self._in(seconds)))
        self.world.now += seconds * 1000
        self.world.on_site(StopMining())

    @rule(hold_id=HOLD_IDS, actor=st.sampled_from([USER, ENGINE, SCHEDULE]), safety=st.booleans())
    def server_lifts(self, hold_id: str, actor: Actor, *, safety: bool) -> None:
        self.world.issue(Uncurtail(hold_id, safety), actor)

    @rule(
        hold=st.builds(Curtail, LEVELS, HOLD_IDS, for_safety=st.booleans()),
        on_site=st.booleans(),
        entitled=st.booleans(),
        told=st.booleans(),
        who=st.sampled_from([USER, SCHEDULE]),
    )
    def a_lift_meets_a_hold(
        self, hold: Curtail, who: Actor, *, on_site: bool, entitled: bool, told: bool
    ) -> None:
        """Issued before the hold was placed, or after it was told."""
        late = self.world.issue(Uncurtail(hold.hold_id, entitled), who)
        if on_site:
            self.world.on_site(hold)
        else:
            self.world.deliver(self.world.issue(hold, USER))
        if told:
            self.world.report(self.world.node.reports)
            late = self.world.issue(Uncurtail(hold.hold_id, entitled), who)
        self.world.deliver(late)

    @precondition(lambda self: self.world.under_way)
    @rule(at=st.integers(0, 100), doubled=st.booleans(), crashed=st.booleans())
    def a_command_arrives(self, at: int, *, doubled: bool, crashed: bool) -> None:
        """In any order, as late as may be; perhaps again later; perhaps right before a crash."""
        queue = self.world.under_way
        operation = queue[at % len(queue)] if doubled else queue.pop(at % len(queue))
        self.world.deliver(operation)
        if crashed:
            self.world.run_again(operation)

    @precondition(lambda self: self.world.under_way)
    @rule(at=st.integers(0, 100))
    def a_command_is_lost(self, at: int) -> None:
        self.world.under_way.pop(at % len(self.world.under_way))

    @precondition(lambda self: self.world.node.reports)
    @rule(start=st.integers(0, 60), count=st.integers(1, 20), backwards=st.booleans())
    def reports_arrive(self, start: int, count: int, *, backwards: bool) -> None:
        """Any part of the backlog, any number of times, in either order."""
        reports = self.world.node.reports
        part = reports[start % len(reports) :][:count]
        self.world.report(part[::-1] if backwards else part)

    @rule()
    def all_reports_arrive(self) -> None:
        self.world.report(self.world.node.reports)

    @precondition(lambda self: any(each.decision is None for each in self.world.server.conflicts.values()))
    @rule(choice=st.sampled_from(list(Choice)))
    def a_conflict_is_decided(self, choice: Choice) -> None:
        conflict = next(each for each in self.world.server.conflicts.values() if each.decision is None)
        self.world.decide(conflict, choice)

    @rule()
    def the_node_drives(self) -> None:
        self.world.drive()

    @rule(epoch=st.integers(1, 3), local=st.integers(0, 2))
    def another_lease(self, epoch: int, local: int) -> None:
        self.world.node.label = max(self.world.node.label, Label(epoch, local))

    @invariant()
    def the_server_is_not_ahead(self) -> None:
        told = self.world.server.standing
        assert told is None or told.revision <= self.world.node.standing.revision

    def teardown(self) -> None:
        self.world.drive()
        self.world.check_replica()

    def _in(self, seconds: int | None) -> int | None:
        return None if seconds is None else self.world.now + seconds * 1000


TestReconciliation = Reconciliation.TestCase
TestReconciliation.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)


# ---- every rule is needed ------------------------------------------------------------------------


class StopWithoutBase(StopRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return None


class StopForgottenUnderHold(StopRule):
    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        return Rule.applied(self, standing, operation, revision)


class StartWithoutBase(StartRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return held(standing, operation)


class StartWhileHeld(StartRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return Rule.judge(self, standing, operation)


class StartPutToSleepAgain(StartRule):
    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        return Rule.applied(self, standing, operation, revision)


class HeldSilently(StartRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        refusal = super().judge(standing, operation)
        is_held = refusal is not None and refusal.code is Code.DEVICE_HELD
        return replace(refusal, is_conflict=False) if refusal and is_held else refusal


class TargetWithoutBase(PowerTargetRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return held(standing, operation)


class TargetWhileHeld(PowerTargetRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return Rule.judge(self, standing, operation)


class FirmwareWithoutBase(FirmwareRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return held(standing, operation)


class FirmwareWhileHeld(FirmwareRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return Rule.judge(self, standing, operation)


class PoolsWithoutBase(PoolsRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return None


class CredentialsWithoutBase(CredentialsRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return None


class CoolingWithoutBase(CoolingRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return None


class CoolingNeedsNoHold(CoolingRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return held_or_stale(standing, operation, self.aspect)


class RebootCaughtUpOn(RebootRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return super().judge(standing, replace(operation, issued_at_ms=operation.at_ms))


class RebootWithoutCooldown(RebootRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return super().judge(standing, replace(operation, at_ms=operation.at_ms + COOLDOWN_MS))


class RebootOnSiteDropped(RebootRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return super().judge(standing, replace(operation, actor=USER))


class CurtailmentGoesStale(CurtailRule):
    def judge(self, standing: Standing, operation: Operation) -> Refusal | None:
        return Rule.judge(self, standing, operation)


class CurtailmentReplacesAll(CurtailRule):
    def placed(self, holds: tuple[Hold, ...], hold: Hold) -> tuple[Hold, ...]:
        return (hold,)


class CurtailmentReplacesAnybodys(CurtailRule):
    def placed(self, holds: tuple[Hold, ...], hold: Hold) -> tuple[Hold, ...]:
        return (*lifted(holds, hold.id), hold)


class CurtailmentForgetsSleep(CurtailRule):
    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        return replace(super().applied(standing, operation, revision), asleep_before=None)


class LiftsAll(UncurtailRule):
    def applied(self, standing: Standing, operation: Operation, revision: Revision) -> Standing:
        return replace(super().applied(standing, operation, revision), holds=())


class LiftsSafety(UncurtailRule):
    def may_lift_safety(self, hold: Hold, operation: Operation) -> bool:
        return operation.has_seen(hold.revision)


class LiftsSafetyUnseen(UncurtailRule):
    def may_lift_safety(self, hold: Hold, operation: Operation) -> bool:
        return super().may_lift_safety(hold, replace(operation, base=hold.revision))


class LiftsUnseen(UncurtailRule):
    def unseen(self, hold: Hold, operation: Operation) -> Refusal | None:
        return None


class SchedulesLiftAnything(UncurtailRule):
    def outranked(self, hold: Hold, operation: Operation) -> Refusal | None:
        return None


class TimeIsNeverUp(Merge):
    def lapsed(self, standing: Standing, label: Label, now_ms: int) -> Standing:
        return standing


class AllHoldsLapse(Merge):
    def lapsed(self, standing: Standing, label: Label, now_ms: int) -> Standing:
        after = super().lapsed(standing, label, now_ms)
        return after if after is standing else replace(after, holds=())


class RunsAgainAnew(Merge):
    def stands(self, standing: Standing, operation: Operation, aspect: Aspect) -> bool:
        return False


class SchedulesDoNotWait(Merge):
    def undecided(self, standing: Standing, operation: Operation, aspect: Aspect) -> Refusal | None:
        return None


class PeopleWait(Merge):
    def undecided(self, standing: Standing, operation: Operation, aspect: Aspect) -> Refusal | None:
        return super().undecided(standing, replace(operation, actor=SCHEDULE), aspect)


class SettledSilently(Merge):
    def in_conflict(
        self, rule: Rule, standing: Standing, operation: Operation, refusal: Refusal, label: Label
    ) -> Merged:
        return Merged(standing, refusal)


class ConflictsWithoutRevision(Merge):
    def in_conflict(
        self, rule: Rule, standing: Standing, operation: Operation, refusal: Refusal, label: Label
    ) -> Merged:
        merged = super().in_conflict(rule, standing, operation, refusal, label)
        return replace(merged, standing=standing)


RULE_MUTANTS: tuple[type[Rule], ...] = (
    StopWithoutBase,
    StopForgottenUnderHold,
    StartWithoutBase,
    StartWhileHeld,
    StartPutToSleepAgain,
    HeldSilently,
    TargetWithoutBase,
    TargetWhileHeld,
    FirmwareWithoutBase,
    FirmwareWhileHeld,
    PoolsWithoutBase,
    CredentialsWithoutBase,
    CoolingWithoutBase,
    CoolingNeedsNoHold,
    RebootCaughtUpOn,
    RebootWithoutCooldown,
    RebootOnSiteDropped,
    CurtailmentGoesStale,
    CurtailmentReplacesAll,
    CurtailmentReplacesAnybodys,
    CurtailmentForgetsSleep,
    LiftsAll,
    LiftsSafety,
    LiftsSafetyUnseen,
    LiftsUnseen,
    SchedulesLiftAnything,
)
MERGE_MUTANTS: tuple[type[Merge], ...] = (
    TimeIsNeverUp,
    AllHoldsLapse,
    RunsAgainAnew,
    SchedulesDoNotWait,
    PeopleWait,
    SettledSilently,
    ConflictsWithoutRevision,
)
KIND_OF: Mapping[type[Rule], CommandKind] = {type(each): kind for kind, each in RULES.items()}
FOUND_WITHIN = settings(
    max_examples=400,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def _is_caught(merge: Merge, writes: tuple[CommandPayload, ...]) -> None:
    mutated = type("Mutated", (Reconciliation,), {"merge": merge, "writes": writes})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(mutated, settings=FOUND_WITHIN)


@pytest.mark.parametrize("mutant", RULE_MUTANTS)
def test_every_rule_is_needed(mutant: type[Rule]) -> None:
    kind = KIND_OF[mutant.__mro__[1]]
    about = tuple(each for each in WRITES if each.kind in {kind, CommandKind.STOP_MINING})
    _is_caught(Merge({**RULES, kind: mutant()}), about)


@pytest.mark.parametrize("mutant", MERGE_MUTANTS)
def test_the_merge_itself_is_needed(mutant: type[Merge]) -> None:
    _is_caught(mutant(), (StopMining(), StartMining()))


# ---- in words ------------------------------------------------------------------------------------


def world() -> World:
    return World(Merge())


def test_attack_49_a_stale_start_after_a_stop_on_site() -> None:
    here = world()
    start = here.issue(StartMining(), USER)
    assert here.on_site(StopMining()).refusal is None
    merged = here.deliver(start)
    assert merged is not None
    assert merged.refusal is not None
    assert merged.refusal.code is Code.CHANGED_ON_SITE
    assert here.node.miner.asleep
    here.check_replica()
    (conflict,) = here.server.conflicts.values()
    assert conflict.aspect is Aspect.POWER
    assert conflict.state is ConflictState.OPEN
    assert conflict.local is not None
    assert conflict.local.kind is CommandKind.STOP_MINING
    assert conflict.lost.actor == USER


def test_attack_50_a_stale_uncurtail_against_a_hold_for_safety() -> None:
    here = world()
    lift = here.issue(Uncurtail("operator", for_safety=True), USER)
    assert here.on_site(Curtail(for_safety=True)).refusal is None
    merged = here.deliver(lift)
    assert merged is not None
    assert merged.refusal is not None
    assert merged.refusal.code is Code.SAFETY_HOLD
    here.drive()
    assert here.node.miner.asleep
    here.check_replica()
    knowing = here.issue(Uncurtail("operator"), USER)
    refused = here.deliver(knowing)
    assert refused is not None
    assert refused.refusal is not None
    here.check_replica()
    entitled = here.deliver(here.issue(Uncurtail("operator", for_safety=True), USER))
    assert entitled is not None
    assert entitled.refusal is None


def test_commands_of_the_server_follow_one_another_without_a_conflict() -> None:
    here = world()
    stop, start = here.issue(StopMining(), USER), here.issue(StartMining(), USER)
    for each in (stop, start):
        merged = here.deliver(each)
        assert merged is not None
        assert merged.refusal is None


def test_a_conflict_is_decided_once_and_only_as_offered() -> None:
    here = world()
    start = here.issue(StartMining(), USER)
    here.on_site(StopMining())
    here.deliver(start)
    here.check_replica()
    (conflict,) = here.server.conflicts.values()
    here.decide(conflict, Choice.KEEP)
    with pytest.raises(HeadframeError) as decided:
        here.decide(here.server.conflicts[conflict.id], Choice.APPLY)
    assert decided.value.code is Code.CONFLICT
    with pytest.raises(HeadframeError) as unknown:
        here.decide(replace(conflict, choices=(Choice.KEEP,)), Choice.APPLY)
    assert unknown.value.code is Code.INVALID_REQUEST


def test_holds_come_to_the_strictest_and_the_sleep_before_comes_back() -> None:
    here = world()
    here.on_site(StopMining())
    here.on_site(Curtail(CurtailmentLevel.EFFICIENCY, "heat"))
    here.on_site(Curtail(CurtailmentLevel.FULL, "grid"))
    assert here.node.standing.level is CurtailmentLevel.FULL
    here.drive()
    here.on_site(Uncurtail("grid"))
    assert here.node.standing.level is CurtailmentLevel.EFFICIENCY
    here.drive()
    here.on_site(Uncurtail("heat"))
    here.drive()
    assert here.node.miner.asleep
    assert here.node.standing.asserted is None


def test_a_node_that_has_forgotten_goes_on_above_what_the_server_remembers() -> None:
    here = world()
    for _ in range(3):
        here.on_site(StopMining())
    here.report(here.node.reports)
    here.node.standing = UNTOUCHED
    late = here.issue(StartMining(), USER)
    here.deliver(here.issue(Reboot(), USER))
    assert here.on_site(StopMining()).refusal is None
    merged = here.deliver(late)
    assert merged is not None
    assert merged.conflict is not None


def test_a_revision_is_above_all_before_whatever_the_label() -> None:
    here = world()
    here.node.label = Label(5, 1)
    here.on_site(StopMining())
    here.node.label = Label(2, 0)
    here.on_site(StartMining())
    assert here.node.standing.revision == Revision(Label(5, 1), 2)
    assert here.node.standing.revision > ORIGINAL
