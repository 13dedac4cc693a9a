"""Whose cancellation it is, and groups of tasks that do not forget theirs."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any


def cancelled_by_us() -> bool:
    """Whether somebody wants this very task to end, and not only a call or a group within it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def live_together(
    first: Callable[[asyncio.TaskGroup], Coroutine[Any, Any, None]], *expected: type[Exception]
) -> Sequence[Exception]:
    """Run `first`, and the tasks that it adds to its group, until one of them fails; the errors it ended by.

    For whoever goes on afterwards: `asyncio.TaskGroup` alone forgets that it was cancelled where its tasks
    were failing at that moment, and a loop around it would never end.

    Raises:
        CancelledError: whatever the tasks raised meanwhile.
        ExceptionGroup: of errors that are not `expected`.
    """
    ends: Sequence[Exception] = ()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(first(group))
            await asyncio.Event().wait()  # only here does Python 3.11 take back what it cancels itself
    except* expected as ended:
        ends = ended.exceptions
    if cancelled_by_us():
        raise asyncio.CancelledError
    return ends
