"""The driver SDK: all that a driver, ours or anybody's, imports of Headframe.

See `contract` for what to write, `errors` for how to fail and `serve` for the process around it.
"""

from headframe.driver.contract import CONTRACT_VERSION, MAX_ANSWER_BYTES, Driver, Executed
from headframe.driver.errors import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    DeviceError,
    DeviceTimeoutError,
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
    WrongDeviceError,
)

__all__ = [
    "CONTRACT_VERSION",
    "MAX_ANSWER_BYTES",
    "AuthenticationNeededError",
    "AuthenticationRejectedError",
    "DeviceError",
    "DeviceTimeoutError",
    "Driver",
    "Executed",
    "InvalidArgumentError",
    "OutcomeUnknownError",
    "ProtocolError",
    "RefusedError",
    "UnreachableError",
    "UnsupportedError",
    "WrongDeviceError",
]
