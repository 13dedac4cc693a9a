"""Whether a process lives, and whether it is ready for what it is there for; in words where it is not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock

Ask: TypeAlias = Callable[[], Awaitable[str]]
"""What is not ready, in words; "" where all is well. HeadframeError stands for its own words."""

LIVE_PATH, READY_PATH = "/health/live", "/health/ready"

ANSWER_SECONDS = 2.0
"""A check that takes longer has failed: who asks has a deadline too."""
GOOD_FOR_SECONDS = 1.0
"""Whoever asks oftener is told the same again, so that asking costs nothing."""

LIVE: dict[str, object] = {"status": "live"}
"""What a process that answers at all tells of its life."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problems` by the name of the check; none: ready."""

    problems: dict[str, str]

    @property
    def status(self) -> int:
        """For HTTP."""
        return 503 if self.problems else 200

    def body(self) -> dict[str, object]:
        """For people and probes."""
        return {"status": "not ready" if self.problems else "ready", "problems": self.problems}


class Health:
    """The checks of one process. It is not ready before each of its `parts` has started."""

    def __init__(self, clock: Clock, *parts: str) -> None:
        self._clock = clock
        self._not_running = set(parts)
        self._checks: dict[str, Ask] = {}
        self._verdict: Verdict | None = None
        self._asked_at = 0.0
        self._asking = asyncio.Lock()

    @contextmanager
    def running(self, part: str, **checks: Ask) -> Iterator[None]:
        """A part runs for as long as the block; `checks` by their names say whether it is ready."""
        self._not_running.discard(part)
        self._checks |= checks
        self._verdict = None
        try:
            yield
        finally:
            self._not_running.add(part)
            self._checks = {name: ask for name, ask in self._checks.items() if name not in checks}
            self._verdict = None

    async def verdict(self) -> Verdict:
        """All checks at once; the last answer where that is fresh."""
        async with self._asking:
            now = self._clock.elapsed()
            if self._verdict is None or now - self._asked_at >= GOOD_FOR_SECONDS:
                self._asked_at = now
                self._verdict = await self._judge()
            return self._verdict

    async def _judge(self) -> Verdict:
        if self._not_running:
            return Verdict(dict.fromkeys(sorted(self._not_running), "has not started yet, or stops"))
        checks = dict(self._checks)
        words = await asyncio.gather(*(_words(ask) for ask in checks.values()))
        return Verdict({name: said for name, said in zip(checks, words, strict=True) if said})


async def _words(ask: Ask) -> str:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await ask()
    except TimeoutError:
        return f"gave no answer within {ANSWER_SECONDS:g} s"
    except HeadframeError as error:
        return str(error)
