"""From what gRPC raises to what the rest of the node is told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from grpc import StatusCode
from grpc.aio import AioRpcError, UsageError

from headframe.kit.cancellation import cancelled_by_us
from headframe.node.plugins.errors import (
    PluginCallRefusedError,
    PluginError,
    PluginOutcomeUnknownError,
    PluginTimeoutError,
    PluginUnavailableError,
)

NEVER_BEGUN = frozenset({StatusCode.INVALID_ARGUMENT, StatusCode.UNAUTHENTICATED, StatusCode.UNIMPLEMENTED})
"""Codes that our side of the plugin gives before it calls the driver."""

REFUSED = frozenset({*NEVER_BEGUN, StatusCode.RESOURCE_EXHAUSTED})


@contextmanager
def reads(plugin: str) -> Iterator[None]:
    """A call that changes nothing: when it fails, it may be made again."""
    try:
        yield
    except AioRpcError as error:
        raise read_error(plugin, error.code()) from error
    except UsageError as error:  # the channel closed between two lines of ours
        raise PluginUnavailableError(plugin, "has just ended") from error
    except asyncio.CancelledError as error:
        if cancelled_by_us():
            raise
        raise PluginUnavailableError(plugin, "ended during the call") from error


@contextmanager
def writes(plugin: str) -> Iterator[None]:
    """A call that may change a device: when it is lost, nobody knows."""
    try:
        yield
    except AioRpcError as error:
        raise write_error(plugin, error.code()) from error
    except UsageError as error:  # raised before anything is sent
        raise PluginUnavailableError(plugin, "has just ended") from error
    except asyncio.CancelledError as error:
        if cancelled_by_us():
            raise
        raise PluginOutcomeUnknownError(plugin, "ended") from error


def read_error(plugin: str, code: StatusCode) -> PluginError:
    """The error for a failed read."""
    if code is StatusCode.DEADLINE_EXCEEDED:
        return PluginTimeoutError(plugin)
    if code in REFUSED:
        return PluginCallRefusedError(plugin, code.name)
    return PluginUnavailableError(plugin, f"ended during the call ({code.name})")


def write_error(plugin: str, code: StatusCode) -> PluginError:
    """The error for a failed write. UNAVAILABLE may mean before or after it was sent, so it is unknown."""
    if code in NEVER_BEGUN:
        return PluginCallRefusedError(plugin, code.name)
    if code is StatusCode.DEADLINE_EXCEEDED:
        return PluginOutcomeUnknownError(plugin, "did not answer in time")
    return PluginOutcomeUnknownError(plugin, f"ended ({code.name})")
