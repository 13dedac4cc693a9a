"""Turns what aiohttp raises into the driver contract's errors.

No foreign message is passed on: it may quote the request.
"""

import os

import aiohttp

from headframe.driver import (
    DeviceError,
    DeviceTimeoutError,
    OutcomeUnknownError,
    ProtocolError,
    UnreachableError,
)

_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def read_failure(error: Exception) -> DeviceError:
    """What a failed read means."""
    if isinstance(error, DeviceError):
        return error
    if isinstance(error, aiohttp.ClientSSLError):
        return ProtocolError("no TLS could be agreed on")
    if isinstance(error, _NOT_CONNECTED):
        return UnreachableError(_words(error))
    if isinstance(error, TimeoutError):
        return DeviceTimeoutError("no whole answer in time")
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return ProtocolError("the connection was lost before the answer was whole")
    return ProtocolError("the answer is not HTTP, or is cut short")


def write_failure(error: Exception) -> DeviceError:
    """What a failed write means: nothing was sent only where no connection stood."""
    if isinstance(error, DeviceError):
        return OutcomeUnknownError(f"the request was sent; {error.message}")
    failure = read_failure(error)
    if isinstance(error, _NOT_CONNECTED):
        return failure
    return OutcomeUnknownError(f"the request was sent; {failure.message}")


def _words(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return f"no connection: {os.strerror(number)}" if isinstance(number, int) else "no connection"
