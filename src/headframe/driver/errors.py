"""Why a call to a miner failed, sorted by what the caller does next.

A driver raises one of these; `serve` turns it into the wire's DriverError. Anything else that escapes a
driver is a defect of the driver and is reported as PROTOCOL, and out of a write as OUTCOME_UNKNOWN, with
the exception's type, never its text, because a foreign exception's text may carry a credential.
"""

from typing import ClassVar

from headframe.wire.gen.driver.v1 import driver_pb2


class DeviceError(Exception):
    """A call to one device failed. `vendor_code` is the device's own code, as it spelt it."""

    kind: ClassVar[driver_pb2.ErrorKind] = driver_pb2.ERROR_KIND_UNSPECIFIED

    def __init__(self, message: str, *, vendor_code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.vendor_code = vendor_code

    def to_wire(self) -> driver_pb2.DriverError:
        """The same error as the wire says it."""
        return driver_pb2.DriverError(kind=self.kind, message=self.message, vendor_code=self.vendor_code)


class UnreachableError(DeviceError):
    """Nothing answers there, or the connection was lost before a request was out. Try later."""

    kind = driver_pb2.ERROR_KIND_UNREACHABLE


class AuthenticationNeededError(DeviceError):
    """The device wants a login and none was given. Ask a person."""

    kind = driver_pb2.ERROR_KIND_AUTHENTICATION_NEEDED


class AuthenticationRejectedError(DeviceError):
    """The login given is wrong. Ask a person; trying again may lock the account."""

    kind = driver_pb2.ERROR_KIND_AUTHENTICATION_REJECTED


class UnsupportedError(DeviceError):
    """This device or its firmware cannot do it. Do not try again."""

    kind = driver_pb2.ERROR_KIND_UNSUPPORTED


class ProtocolError(DeviceError):
    """The answer makes no sense: garbage, cut short, too large, out of range. Try later, a few times."""

    kind = driver_pb2.ERROR_KIND_PROTOCOL


class DeviceTimeoutError(DeviceError):
    """No answer in time, and nothing was changed. Try later."""

    kind = driver_pb2.ERROR_KIND_TIMEOUT


class OutcomeUnknownError(DeviceError):
    """A write was sent and its effect could not be seen. Never repeat blindly."""

    kind = driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN


class WrongDeviceError(DeviceError):
    """Another device answers at this address. Write nothing to it; find the right one again."""

    kind = driver_pb2.ERROR_KIND_WRONG_DEVICE


class RefusedError(DeviceError):
    """The device understood and said no. `vendor_code` says why."""

    kind = driver_pb2.ERROR_KIND_REFUSED


class InvalidArgumentError(DeviceError):
    """The command's own values are out of this device's range. Correct them."""

    kind = driver_pb2.ERROR_KIND_INVALID_ARGUMENT
