"""Leases: one writer at any instant and labels that never go back, by simulation; every rule is needed."""

import itertools
from collections.abc import Hashable
from dataclasses import replace
from typing import Self

import pytest
from hypothesis import given, strategies as st

from headframe.core.leases.node import MAX_OPEN_QUESTIONS, NEVER, Fence, Label, NodeLease
from headframe.core.leases.server import ServerLease
from headframe.core.leases.timing import STANDARD, LeaseTiming
from tests.core.lease_simulation import World, violations

SEEDS = 400
MUTANT_SEEDS = 1_000
W = STANDARD.wait_seconds


def test_one_writer_and_labels_that_only_grow() -> None:
    writes, both_wrote = 0, 0
    for seed in range(SEEDS):
        made = World(seed).run()
        assert next(violations(made), None) is None, seed
        writes += len(made)
        both_wrote += len({write.node for write in made}) == 2
    assert writes > 40 * SEEDS
    assert both_wrote > 0.9 * SEEDS


class NoWait(ServerLease):
    def is_free(self, _now: float) -> bool:
        return True


class ShortWait(ServerLease):
    def renewed(self, node: str, *, minimum_epoch: int, now: float, unix_ms: int) -> Self | None:
        row = super().renewed(node, minimum_epoch=minimum_epoch, now=now, unix_ms=unix_ms)
        return row and replace(row, until=now + 0.6 * STANDARD.ttl_seconds)


class ReleaseOfAnyEpoch(ServerLease):
    def released(self, node: str, *, epoch: int, now: float) -> Self | None:
        return super().released(node, epoch=max(epoch, self.epoch), now=now)


class NoQuarantine(ServerLease):
    def restored(self, _now: float) -> Self:
        return self


class QuarantineTrustsHolder(ServerLease):
    def is_quarantined(self, node: str, now: float) -> bool:
        return node != self.holder and super().is_quarantined(node, now)


class EpochWithoutTime(ServerLease):
    def epoch_for(self, node: str, minimum_epoch: int, now: float, _unix_ms: int) -> int:
        return super().epoch_for(node, minimum_epoch, now, 0)


class NoDrain(NodeLease):
    def drained_at(self, _now: float) -> float:
        return NEVER


class NoBootHold(NodeLease):
    def resumed(self, fence: Fence, boot_id: str, _now: float) -> Fence:
        return fence if fence.boot_id == boot_id else replace(fence, hold_until=NEVER)


class IgnoresPromise(NodeLease):
    def is_held(self, _now: float) -> bool:
        return False


class AnyNonce(NodeLease):
    def asked_at(self, nonce: Hashable, now: float) -> float | None:
        asked = super().asked_at(nonce, now)
        return now if asked is None else asked


class ExpiryFromReceipt(NodeLease):
    def asked_at(self, nonce: Hashable, now: float) -> float | None:
        return None if super().asked_at(nonce, now) is None else now


class PromisesWhileWriting(NodeLease):
    def has_writes_out(self) -> bool:
        return False


class ShortHold(NodeLease):
    def hold_seconds(self) -> float:
        return 0.9 * STANDARD.ttl_seconds


class NoReserve(NodeLease):
    def reserve_seconds(self, _seconds: float) -> float:
        return 0.0


class KeepsLeaseAfterPromise(NodeLease):
    def is_held(self, _now: float) -> bool:
        return False

    def _end(self) -> None:
        self._questions.clear()


class TakesLateGrants(NodeLease):
    def _end(self) -> None:
        self._leased_until = NEVER


MUTANTS: list[type[ServerLease] | type[NodeLease]] = [
    NoWait,
    ShortWait,
    ReleaseOfAnyEpoch,
    NoQuarantine,
    QuarantineTrustsHolder,
    EpochWithoutTime,
    NoBootHold,
    NoDrain,
    IgnoresPromise,
    AnyNonce,
    ExpiryFromReceipt,
    PromisesWhileWriting,
    ShortHold,
    NoReserve,
    KeepsLeaseAfterPromise,
    TakesLateGrants,
]


def first_violation(mutant: type[ServerLease] | type[NodeLease]) -> str | None:
    for seed in range(MUTANT_SEEDS):
        world = World(seed, server=mutant) if issubclass(mutant, ServerLease) else World(seed, node=mutant)
        found = next(violations(world.run()), None)
        if found:
            return found
    return None


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_rule_is_needed(mutant: type[ServerLease] | type[NodeLease]) -> None:
    assert first_violation(mutant) is not None


def test_a_pause_longer_than_the_margin_is_not_covered() -> None:
    worlds = (World(seed, long_pauses=True) for seed in itertools.count())
    assert any(next(violations(world.run()), None) for world in itertools.islice(worlds, 50))


RENEWALS = st.lists(
    st.tuples(
        st.sampled_from(["renew", "release", "restore"]),
        st.sampled_from("AB"),
        st.integers(0, 50),
        st.floats(0, 40),
    ),
    max_size=30,
)


@given(RENEWALS)
def test_an_epoch_has_one_holder(
    steps: list[tuple[str, str, int, float]],
) -> None:
    row, now = ServerLease(), 0.0
    granted: dict[int, str] = {}
    for act, node, number, seconds in steps:
        now += seconds
        if act == "restore":
            row = row.restored(now)
        elif act == "release":
            row = row.released(node, epoch=number, now=now) or row
        else:
            minimum = row.epoch + number - 25
            after = row.renewed(node, minimum_epoch=minimum, now=now, unix_ms=int(now))
            if after is None:
                assert row.holder != node or now < row.quarantined_until
                continue
            assert after.epoch >= max(row.epoch, minimum)
            assert granted.setdefault(after.epoch, node) == node
            assert after.until == now + W
            row = after


def test_after_a_restore_nobody_is_granted_for_one_wait() -> None:
    row = ServerLease(holder="A", epoch=5, until=100.0).restored(50.0)
    for node in "AB":
        assert row.renewed(node, minimum_epoch=0, now=50.0 + W - 0.1, unix_ms=0) is None
    assert row.renewed("A", minimum_epoch=0, now=50.0 + W, unix_ms=0) is not None


def test_the_wait_outlasts_the_slowest_holder() -> None:
    timing = LeaseTiming()
    slowest_holder = timing.ttl_seconds / (1 - timing.drift)
    fastest_grantor = timing.wait_seconds / (1 + timing.drift)
    assert fastest_grantor >= slowest_holder
    assert timing.wait_seconds == pytest.approx(32.12, abs=0.01)


def started(now: float = 0.0, fence: Fence | None = None) -> NodeLease:
    return NodeLease(fence or Fence(boot_id="b"), boot_id="b", now=now)


def holding(now: float = 0.0, epoch: int = 7) -> NodeLease:
    lease = started(now)
    lease.ask("q", now)
    assert lease.granted("q", epoch, now + 1)
    return lease


def test_a_lease_counts_from_the_question_and_ends_before_it_runs_out() -> None:
    lease = holding()
    assert lease.begin_write(8.0, 20.0) == Label(7, 0)
    lease.end_write()
    assert lease.begin_write(8.0, 20.1) is None
    assert lease.begin_write(1.0, 26.9) is not None


def test_no_write_longer_than_the_bound() -> None:
    assert holding().begin_write(STANDARD.write_bound_seconds + 0.1, 2.0) is None


def test_an_answer_counts_once_and_only_to_an_open_question() -> None:
    lease = holding()
    assert not lease.granted("q", 9, 2.0)
    assert not lease.granted("never asked", 9, 2.0)
    lease.ask("late", 12.0)
    assert lease.release(13.0) == 7
    assert not lease.granted("late", 9, 14.0)
    assert lease.begin_write(1.0, 14.0) is None
    assert lease.minimum_epoch == 8


def test_an_ended_epoch_is_not_taken_again() -> None:
    lease = holding()
    assert lease.release(13.0) == 7
    lease.ask("again", 14.0)
    assert not lease.granted("again", 7, 15.0)
    lease.ask("newer", 14.0)
    assert lease.granted("newer", 8, 15.0)


def test_a_promise_ends_the_own_lease_and_binds_for_the_wait() -> None:
    lease = holding()
    assert lease.promise(12.0) == Label(7, 0)
    lease.ask("q2", 13.0)
    assert lease.granted("q2", 9, 14.0)
    assert lease.begin_write(1.0, 15.0) is None
    assert lease.fence.hold_until == 12.0 + W
    lease.ask("q3", 12.0 + W)
    assert lease.granted("q3", 9, 13.0 + W)
    assert lease.begin_write(1.0, 13.0 + W) == Label(9, 0)


def test_a_promise_received_allows_writing_under_a_new_label() -> None:
    lease = started()
    lease.ask("p", 20.0)
    assert lease.promised("p", Label(7, 3), 21.0)
    assert lease.begin_write(2.0, 22.0) == Label(7, 4)
    lease.end_write()
    assert lease.promise(23.0) is None
    assert lease.begin_write(2.0, 47.0) is None
    assert lease.promise(50.0) == Label(7, 4)


def test_a_promise_is_refused_while_a_write_is_out_or_may_be() -> None:
    lease = holding()
    assert lease.begin_write(2.0, 12.0) is not None
    assert lease.promise(13.0) is None
    assert lease.release(13.0) is None
    lease.end_write()
    assert lease.promise(13.0) is not None
    restarted = started(now=100.0, fence=Fence(Label(7, 0), boot_id="b"))
    assert restarted.promise(100.0 + STANDARD.drain_seconds - 0.1) is None
    assert restarted.promise(100.0 + STANDARD.drain_seconds) is not None


def test_a_promise_outlives_the_process_and_a_reboot_holds_in_full() -> None:
    lease = holding()
    assert lease.promise(12.0) is not None
    for boot_id, hold_until in (("b", 12.0 + W), ("another", 13.0 + W)):
        after = NodeLease(lease.fence, boot_id=boot_id, now=13.0)
        after.ask("q", 14.0)
        assert after.granted("q", 9, 15.0)
        assert after.begin_write(1.0, 16.0) is None
        assert after.fence.hold_until == pytest.approx(hold_until)


def test_open_questions_are_bounded() -> None:
    lease = started()
    for nonce in range(MAX_OPEN_QUESTIONS + 1):
        lease.ask(nonce, float(nonce))
    assert not lease.granted(0, 9, 20.0)
    assert lease.granted(1, 9, 20.0)
