"""Calls into a driver, contained: whatever it raises or ignores, the caller gets an answer in time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

from headframe.driver.contract import Driver
from headframe.driver.errors import DeviceError
from headframe.driver.limits import MAX_ABANDONED_CALLS, MAX_ERROR_CHARACTERS
from headframe.wire.gen.driver.v1 import driver_pb2

T = TypeVar("T")


class Abandoned:
    """Calls that outlived their cancellation, held so that they are counted.

    A driver that swallows cancellation leaks one task a call; `overflow` is called when that is past
    bearing, so that the process can be replaced.
    """

    def __init__(self, overflow: Callable[[], None], *, limit: int = MAX_ABANDONED_CALLS) -> None:
        self._overflow = overflow
        self._limit = limit
        self._tasks: set[asyncio.Task[object]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def cancel(self, task: asyncio.Task[T] | None) -> None:
        """Cancel a task and look after it until it is done."""
        if task is None or task.done():
            return
        task.cancel()
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if len(self._tasks) > self._limit:
            self._overflow()

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved, so that asyncio does not print it


def read_failure(error: BaseException) -> driver_pb2.DriverError:
    """The wire's error for anything that came out of a read."""
    if isinstance(error, DeviceError):
        return bounded(error.to_wire())
    return driver_pb2.DriverError(
        kind=driver_pb2.ERROR_KIND_PROTOCOL, message=f"the driver failed with {type(error).__name__}"
    )


def write_failure(error: BaseException) -> driver_pb2.DriverError:
    """The wire's error for anything that came out of a write.

    A defect may strike after the first byte was out, so what is not a DeviceError leaves the outcome
    unknown: reported as PROTOCOL, it would invite a second try.
    """
    if isinstance(error, DeviceError):
        return bounded(error.to_wire())
    return driver_pb2.DriverError(
        kind=driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN,
        message=f"the driver failed with {type(error).__name__} during a write",
    )


def bounded(error: driver_pb2.DriverError) -> driver_pb2.DriverError:
    """The same error with its texts cut to length."""
    if len(error.message) > MAX_ERROR_CHARACTERS:
        error.message = error.message[:MAX_ERROR_CHARACTERS]
    if len(error.vendor_code) > MAX_ERROR_CHARACTERS:
        error.vendor_code = error.vendor_code[:MAX_ERROR_CHARACTERS]
    return error


async def read_device(
    driver: Driver, target: driver_pb2.Target, depth: driver_pb2.PollDepth
) -> driver_pb2.PollResult:
    """`driver.poll` that raises nothing but a cancellation."""
    try:
        result: object = await driver.poll(target, depth)
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit in a task would end the process
        return driver_pb2.PollResult(error=read_failure(error))
    if isinstance(result, driver_pb2.PollResult):
        return result
    return driver_pb2.PollResult(error=read_failure(TypeError()))


async def contained(call: Coroutine[object, object, T]) -> T:
    """`call`, with exceptions that would end the event loop turned into RuntimeError."""
    try:
        return await call
    except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        raise RuntimeError(type(error).__name__) from error


async def within(call: Coroutine[object, object, T], seconds: float | None, abandoned: Abandoned) -> T:
    """The call's result, or TimeoutError after `seconds` even where the call ignores its cancellation.

    Cancelled from outside, it passes the cancellation on and does not wait for its effect.
    """
    task = asyncio.create_task(contained(call))
    try:
        done, _ = await asyncio.wait((task,), timeout=seconds)
    except asyncio.CancelledError:
        abandoned.cancel(task)
        raise
    if not done:
        abandoned.cancel(task)
        raise TimeoutError
    if task.cancelled():
        raise RuntimeError("CancelledError")
    return task.result()
