"""Waiting for a condition, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

DEADLINE_SECONDS = 30.0
ASK_AGAIN_SECONDS = 0.05


def until(
    ask: Callable[[], T],
    holds: Callable[[T], bool] = bool,
    *,
    seconds: float = DEADLINE_SECONDS,
    every: float = ASK_AGAIN_SECONDS,
) -> T:
    """The first answer that holds. Fails with the last answer once the time is over."""
    deadline = time.monotonic() + seconds
    while not holds(answer := ask()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s; the last answer: {answer!r}"
        time.sleep(every)
    return answer
