"""Limiters: what they let through, for any history."""

from collections.abc import Callable

import anyio
import pytest
from hypothesis import given, strategies as st

from headframe.core.errors import Code, HeadframeError
from headframe.kit import limits
from headframe.kit.clock import ManualClock
from headframe.kit.limits import AttemptLimiter, RateLimiter
from headframe.kit.passwords import PasswordHasher, check_password_rules


def refused(limited: Callable[[str], None]) -> HeadframeError | None:
    try:
        limited("a")
    except HeadframeError as error:
        return error
    return None


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=200), st.integers(1, 20))
def test_no_history_spends_more_than_burst_and_rate_allow(gaps: list[float], burst: int) -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock, per_second=2, burst=burst)
    passed = 0
    for gap in gaps:
        clock.advance(gap)
        refusal = refused(limiter.spend)
        if refusal is None:
            passed += 1
            continue
        assert refusal.code is Code.RATE_LIMITED
        assert refusal.retry_after_seconds is not None
        assert 0 < refusal.retry_after_seconds <= 0.5
    assert passed <= burst + 2 * clock.elapsed() + 1e-6


@given(st.lists(st.tuples(st.floats(0, 2000), st.booleans()), max_size=60))
def test_the_wait_told_is_the_wait_that_holds(history: list[tuple[float, bool]]) -> None:
    clock = ManualClock()
    limiter = AttemptLimiter(clock, free_attempts=3)
    for gap, succeeds in history:
        clock.advance(gap)
        refusal = refused(limiter.begin)
        if refusal:
            assert refusal.retry_after_seconds is not None
            assert refusal.retry_after_seconds <= limits.MAX_BACK_OFF_SECONDS
            clock.advance(refusal.retry_after_seconds + 0.001)
            limiter.begin("a")
        if succeeds:
            limiter.succeeded("a")
            for _ in range(3):
                limiter.begin("a")
            limiter.succeeded("a")


def test_limiters_forget_the_oldest_key_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TRACKED", 100)
    limiter, attempts = (
        RateLimiter(ManualClock(), per_second=1, burst=1),
        AttemptLimiter(ManualClock(), free_attempts=1),
    )
    for number in range(1000):
        limiter.spend(f"key {number}")
        attempts.begin(f"key {number}")
    assert len(limiter._buckets) == len(attempts._seen) == 100
    with pytest.raises(HeadframeError):
        limiter.spend("key 999")
    limiter.spend("key 0")


async def test_hashes_run_two_at_a_time_and_callers_beyond_the_bound_are_told_busy() -> None:
    hasher = PasswordHasher(memory_kib=8, time_cost=1, concurrent=2, max_waiting=3)
    encoded = await hasher.hash("right password")
    outcomes: list[object] = []

    async def attempt() -> None:
        try:
            outcomes.append(await hasher.verify(encoded, "right password"))
        except HeadframeError as error:
            outcomes.append(error.code)

    await hasher.verify("", "warm up the hash of nobody")
    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(attempt)
    assert outcomes.count(True) == 5
    assert outcomes.count(Code.BUSY) == 15
    assert await hasher.verify(encoded, "right password") is True


async def test_verification_is_false_for_nobody_and_for_broken_hashes() -> None:
    hasher = PasswordHasher(memory_kib=8, time_cost=1)
    for encoded in ("", "plain", "$argon2id$broken"):
        assert await hasher.verify(encoded, "nobody's password") is False
    old = PasswordHasher(memory_kib=16, time_cost=1)
    assert hasher.is_outdated(await old.hash("x"))


@pytest.mark.parametrize("password", ["", "short", "x" * 257, "Operator One"])
def test_weak_passwords_are_refused_without_being_repeated(password: str) -> None:
    with pytest.raises(HeadframeError) as refusal:
        check_password_rules(password, user_name="operator one")
    assert refusal.value.code is Code.INVALID_REQUEST
    assert not password or password not in refusal.value.message
