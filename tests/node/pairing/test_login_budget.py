"""The budget of wrong logins."""

from hypothesis import given, strategies as st

from headframe.node.pairing.login_budget import MAX_REJECTIONS, WINDOW_SECONDS, LoginBudget


class Turned:
    """Elapsed time that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_last_rejection_of_a_window_begins_the_wait() -> None:
    time = Turned()
    budget = LoginBudget(time)
    for _ in range(MAX_REJECTIONS):
        assert budget.wait_seconds(1) == 0.0
        budget.rejected(1)
        time.now += 10
    assert budget.wait_seconds(1) == WINDOW_SECONDS - 10 * MAX_REJECTIONS
    assert budget.wait_seconds(2) == 0.0
    time.now = WINDOW_SECONDS
    assert budget.wait_seconds(1) == 0.0


def test_a_login_that_works_clears_the_count() -> None:
    budget = LoginBudget(Turned())
    for _ in range(MAX_REJECTIONS):
        budget.rejected(1)
    budget.accepted(1)
    assert budget.wait_seconds(1) == 0.0


@given(st.lists(st.floats(0, 200), max_size=60))
def test_no_window_ever_holds_more_rejections_than_allowed(pauses: list[float]) -> None:
    time = Turned()
    budget = LoginBudget(time)
    rejected: list[float] = []
    for pause in pauses:
        time.now += pause
        if budget.wait_seconds(1) == 0.0:
            budget.rejected(1)
            rejected.append(time.now)
    for moment in rejected:
        assert sum(moment <= other < moment + WINDOW_SECONDS for other in rejected) <= MAX_REJECTIONS
