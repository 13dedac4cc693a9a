"""Rules of restarting: growing, bounded, jittered, forgotten after a healthy run."""

from hypothesis import given, strategies as st

from headframe.node.plugins.backoff import Backoff
from headframe.node.plugins.config import BackoffPolicy

fractions = st.floats(0, 1)
policies = st.builds(
    BackoffPolicy,
    first_seconds=st.floats(0.01, 10),
    max_seconds=st.floats(10, 1000),
    healthy_seconds=st.floats(1, 1000),
)


@given(policies, st.integers(1, 10_000), fractions)
def test_delay_lies_between_half_and_all_of_the_bounded_doubling(
    policy: BackoffPolicy, failures: int, fraction: float
) -> None:
    delay = Backoff(failures).delay(policy, fraction)
    full = min(policy.first_seconds * 2.0 ** min(failures - 1, 60), policy.max_seconds)
    assert full / 2 <= delay <= full


@given(policies, st.integers(1, 100), fractions)
def test_delay_never_shrinks_with_failures(policy: BackoffPolicy, failures: int, fraction: float) -> None:
    assert Backoff(failures).delay(policy, fraction) <= Backoff(failures + 1).delay(policy, fraction)


@given(policies, st.integers(0, 100))
def test_a_healthy_run_forgets_earlier_failures(policy: BackoffPolicy, failures: int) -> None:
    assert Backoff(failures).after(policy.healthy_seconds, policy) == Backoff(1)
    assert Backoff(failures).after(policy.healthy_seconds / 2, policy) == Backoff(failures + 1)


def test_nothing_failed_nothing_waits() -> None:
    assert Backoff().delay(BackoffPolicy(), 1.0) == 0.0
