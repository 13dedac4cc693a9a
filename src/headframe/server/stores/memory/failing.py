"""Failures on demand, for tests of what stands above the stores."""

import inspect
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from typing import Any


class Failing:
    """Base of every memory store: `fail_next` makes its next call of one method raise instead."""

    def __init__(self) -> None:
        self._failures: defaultdict[str, deque[Exception]] = defaultdict(deque)

    def fail_next(self, method: str, error: Exception) -> None:
        """Let the next call of `method` raise `error` before it does anything. Calls add up."""
        getattr(type(self), method)  # a name that does not exist fails the test that wrote it
        self._failures[method].append(error)

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or name == "fail_next":
            return found
        failures = super().__getattribute__("_failures")
        if not failures.get(name):
            return found
        return _raising(found, failures[name].popleft())


def _raising(method: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    async def call(*_: object, **__: object) -> object:
        raise error

    async def iterate(*_: object, **__: object) -> AsyncIterator[object]:
        yield await call()

    return iterate if inspect.isasyncgenfunction(method) else call
