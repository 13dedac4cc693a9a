"""Why a call to a device failed, as a code of the one table."""

from typing import NoReturn

from headframe.core.errors import Code, HeadframeError, Problem
from headframe.wire.convert.texts import message_of, name_of
from headframe.wire.gen.driver.v1 import driver_pb2

DRIVER_CODES: dict[int, Code] = {
    driver_pb2.ERROR_KIND_UNREACHABLE: Code.DEVICE_UNREACHABLE,
    driver_pb2.ERROR_KIND_AUTHENTICATION_NEEDED: Code.DEVICE_AUTHENTICATION_NEEDED,
    driver_pb2.ERROR_KIND_AUTHENTICATION_REJECTED: Code.DEVICE_AUTHENTICATION_REJECTED,
    driver_pb2.ERROR_KIND_UNSUPPORTED: Code.UNSUPPORTED_BY_DEVICE,
    driver_pb2.ERROR_KIND_PROTOCOL: Code.DEVICE_PROTOCOL,
    driver_pb2.ERROR_KIND_TIMEOUT: Code.DEVICE_TIMEOUT,
    driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN: Code.OUTCOME_UNKNOWN,
    driver_pb2.ERROR_KIND_WRONG_DEVICE: Code.DEVICE_MISMATCH,
    driver_pb2.ERROR_KIND_REFUSED: Code.DEVICE_REFUSED,
    driver_pb2.ERROR_KIND_INVALID_ARGUMENT: Code.DEVICE_INVALID_ARGUMENT,
}
"""Every ErrorKind but UNSPECIFIED, which like any number not known here is DEVICE_PROTOCOL on a read."""


def problem_of_driver_error(error: driver_pb2.DriverError, *, is_write: bool = False) -> Problem:
    """A driver's error as a problem.

    A kind that is not known here says nothing about what reached the device, so after a write it is
    OUTCOME_UNKNOWN.
    """
    unknown = Code.OUTCOME_UNKNOWN if is_write else Code.DEVICE_PROTOCOL
    code = DRIVER_CODES.get(error.kind, unknown)
    return Problem(code, message_of(error.message), name_of(error.vendor_code))


def raise_driver_error(error: driver_pb2.DriverError, *, is_write: bool = False) -> NoReturn:
    """Raise a driver's error where the caller has no use for a record of it.

    Raises:
        HeadframeError: with the code that `problem_of_driver_error` gives.
    """
    problem = problem_of_driver_error(error, is_write=is_write)
    raise HeadframeError(problem.code, problem.message, vendor_code=problem.vendor_code)
