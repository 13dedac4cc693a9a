"""Commands: exactly one outcome however reports arrive; what a deadline and a crash make of them."""

import pytest
from hypothesis import given, strategies as st

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.lifecycle import (
    FINAL,
    GIVE_UP_MS,
    LEGAL,
    PHASE_STATES,
    RESULT_SETTLE_MS,
    UNSENT,
    BatchProgress,
    advance,
    is_progress,
    may_cancel,
    outcome_at_deadline,
    progress_of,
)
from headframe.core.commands.records import CommandState as S
from headframe.core.commands.recovery import Recovery, outcome_of, recovery_of
from headframe.core.errors import Code

STATES = st.sampled_from(S)


def after(reports: list[S]) -> list[S]:
    states = [S.QUEUED]
    for reported in reports:
        changed = advance(states[-1], reported)
        if changed is not None:
            states.append(changed)
    return states


@given(st.lists(STATES, max_size=30))
def test_the_first_outcome_stands(reports: list[S]) -> None:
    states = after(reports)
    outcomes = [state for state in states if state in FINAL]
    assert len(outcomes) <= 1
    assert outcomes == [reported for reported in reports if reported in FINAL][:1]
    assert not outcomes or states[-1] in FINAL


@given(st.lists(STATES, max_size=12), st.data())
def test_duplicates_change_nothing(reports: list[S], data: st.DataObject) -> None:
    doubled = [reported for reported in reports for _ in range(data.draw(st.integers(1, 3)))]
    assert after(doubled) == after(reports)


@given(st.permutations([S.SENT, S.ACCEPTED, S.RUNNING, S.SUCCEEDED]))
def test_reports_of_one_run_in_any_order_end_the_same(reports: list[S]) -> None:
    assert after(reports)[-1] is S.SUCCEEDED


@given(STATES, STATES)
def test_only_a_broken_stream_steps_back(state: S, reported: S) -> None:
    order = [S.AWAITING_COSIGN, S.QUEUED, S.SENT, S.ACCEPTED, S.RUNNING]
    changed = advance(state, reported)
    if changed in order:
        forward = order.index(changed) > order.index(state)
        assert forward or (state, changed) == (S.SENT, S.QUEUED)


def test_every_state_can_end_and_every_phase_has_a_state() -> None:
    assert set(LEGAL) == set(S)
    assert all(LEGAL[state] >= FINAL for state in S if state not in FINAL | {S.AWAITING_COSIGN})
    assert LEGAL[S.AWAITING_COSIGN] == {S.QUEUED, S.EXPIRED, S.SUPERSEDED}
    assert {PHASE_STATES[phase] for phase in CommandPhase if phase.is_final} == FINAL
    assert is_progress(S.RUNNING, PHASE_STATES[CommandPhase.PROGRESS])
    assert not is_progress(S.SUCCEEDED, S.RUNNING)


@given(STATES, st.booleans())
def test_only_what_no_node_has_seen_is_cancelled(state: S, was_sent: bool) -> None:
    assert may_cancel(state, was_sent=was_sent) is (state in UNSENT and not was_sent)


DEADLINES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(CommandKind),
        "was_sent": st.booleans(),
        "expires_at_ms": st.integers(0, 10**6),
        "now_ms": st.integers(0, 2 * GIVE_UP_MS),
        "contact_since_ms": st.none() | st.integers(0, 2 * GIVE_UP_MS),
    }
)


@given(STATES, DEADLINES)
def test_deadline_rules(state: S, at: dict[str, object]) -> None:
    outcome = outcome_at_deadline(state=state, **at)
    if state in FINAL or at["now_ms"] < at["expires_at_ms"]:
        assert outcome is None
    elif not at["was_sent"]:
        assert outcome is (S.EXPIRED if state in {*UNSENT, S.SENT} else None)
    elif at["now_ms"] >= at["expires_at_ms"] + GIVE_UP_MS:
        assert outcome is S.OUTCOME_UNKNOWN
    elif state in {S.ACCEPTED, S.RUNNING} or at["contact_since_ms"] is None:
        assert outcome is None


def test_a_sent_command_waits_for_its_node_to_tell() -> None:
    settle = RESULT_SETTLE_MS + POLICIES[CommandKind.REBOOT].expected_seconds * 1000

    def outcome(now_ms: int, contact_since_ms: int | None) -> S | None:
        return outcome_at_deadline(
            CommandKind.REBOOT,
            S.SENT,
            was_sent=True,
            expires_at_ms=1_000,
            now_ms=now_ms,
            contact_since_ms=contact_since_ms,
        )

    assert outcome(1_000 + settle, None) is None
    assert outcome(1_000 + settle - 1, 0) is None
    assert outcome(1_000 + settle, 0) is S.EXPIRED
    assert outcome(500_000 + settle - 1, 500_000) is None
    assert outcome(500_000 + settle, 500_000) is S.EXPIRED
    assert outcome(1_000 + GIVE_UP_MS, None) is S.OUTCOME_UNKNOWN


@given(st.dictionaries(STATES, st.integers(0, 1000)))
def test_progress_adds_up(counts: dict[S, int]) -> None:
    progress = progress_of(counts)
    superseded = counts.get(S.SUPERSEDED, 0)
    assert progress.finished == progress.succeeded + progress.failed + progress.unknown + superseded
    assert progress.is_done is (sum(counts.get(state, 0) for state in set(S) - FINAL) == 0)
    assert 0 <= progress.ratio <= 1


def test_an_empty_batch_is_done() -> None:
    assert progress_of({}) == BatchProgress(0, 0, 0, 0, 0)
    assert progress_of({}).is_done
    assert progress_of({}).ratio == 1


@given(st.sampled_from(CommandKind), st.booleans(), st.booleans())
def test_after_a_crash_nothing_runs_blindly(kind: CommandKind, dispatched: bool, expired: bool) -> None:
    recovery = recovery_of(kind, was_dispatched=dispatched, is_expired=expired)
    outcome = outcome_of(recovery)
    if not dispatched:
        assert outcome is not None
        assert (outcome[0], outcome[1].code) == (CommandPhase.REJECTED, Code.NOT_EXECUTED)
    elif recovery is Recovery.RUN_AGAIN:
        assert POLICIES[kind].idempotent
        assert not expired
        assert outcome is None
    else:
        assert outcome is not None
        assert outcome[1].code is Code.OUTCOME_UNKNOWN


@pytest.mark.parametrize(
    "kind", [CommandKind.REBOOT, CommandKind.UPDATE_FIRMWARE, CommandKind.UPDATE_PASSWORD]
)
def test_a_dispatched_event_is_never_repeated(kind: CommandKind) -> None:
    assert recovery_of(kind, was_dispatched=True, is_expired=False) is Recovery.OUTCOME_UNKNOWN
