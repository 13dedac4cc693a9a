"""The fault menu: what a virtual miner, or the driver itself, can do wrong.

A fault is chosen for a device by the settings file, or by the reserved addresses 10.66.CODE.x, or by the
reserved ports 61000 + CODE. Codes 1-10 are the wire's ErrorKind of the same number.
"""

import enum
import ipaddress

from headframe.driver import errors

RESERVED_NETWORK = ipaddress.ip_network("10.66.0.0/16")
RESERVED_PORT_BASE = 61000


class Fault(enum.IntEnum):
    """One entry of the menu. "Reads" are probe, pair, poll and logs; "writes" are commands and firmware."""

    NONE = 0
    UNREACHABLE = 1
    AUTHENTICATION_NEEDED = 2
    AUTHENTICATION_REJECTED = 3
    UNSUPPORTED = 4
    PROTOCOL = 5
    TIMEOUT = 6
    OUTCOME_UNKNOWN = 7  # writes take effect and then say this
    WRONG_DEVICE = 8
    REFUSED = 9  # writes only
    INVALID_ARGUMENT = 10  # writes only
    HANG = 11  # never answers, until cancelled
    HANG_UNCANCELLABLE = 12  # never answers and swallows cancellation
    BLOCK = 13  # blocks the plugin's event loop
    CRASH = 14  # the plugin process dies of SIGKILL
    RAISE = 15  # an exception that is no DeviceError, with the credentials in its text
    EXIT = 16  # sys.exit
    CANCEL = 17  # a cancellation that nobody asked for
    NOT_A_NUMBER = 18  # NaN, infinities, and temperatures of the sun
    HUGE = 19  # a result larger than may be passed on
    NOTHING = 20  # returns None where a result is due
    LEAK_MEMORY = 21  # keeps a mebibyte a call
    SLOW = 22  # answers after `slow_seconds`
    LYING = 23  # writes claim a verified success and do nothing
    FORK_BOMB = 24  # starts processes until it is refused
    LEAK_FILES = 25  # keeps ten open files a call
    CRASH_ON_WRITE = 26  # reads work; a write takes effect, then the plugin dies of SIGKILL
    HANG_ON_WRITE = 27  # reads work; a write takes effect and is never answered
    FLAPPING = 28  # every second read finds it unreachable
    REPEAT = 29  # returns one and the same result object for every device


_CODES = frozenset(int(fault) for fault in Fault)

BY_KIND: dict[Fault, type[errors.DeviceError]] = {
    Fault.UNREACHABLE: errors.UnreachableError,
    Fault.AUTHENTICATION_NEEDED: errors.AuthenticationNeededError,
    Fault.AUTHENTICATION_REJECTED: errors.AuthenticationRejectedError,
    Fault.UNSUPPORTED: errors.UnsupportedError,
    Fault.PROTOCOL: errors.ProtocolError,
    Fault.TIMEOUT: errors.DeviceTimeoutError,
    Fault.WRONG_DEVICE: errors.WrongDeviceError,
}
"""Faults that every call answers with one error."""

BY_KIND_OF_WRITE: dict[Fault, type[errors.DeviceError]] = {
    Fault.REFUSED: errors.RefusedError,
    Fault.INVALID_ARGUMENT: errors.InvalidArgumentError,
}
"""Faults that only writes answer, before anything is changed."""


def reserved(address: str, port: int) -> Fault:
    """The fault that an address or a port asks for by itself; NONE for all others."""
    code = 0
    try:
        literal = ipaddress.ip_address(address)
    except ValueError:
        return Fault.NONE
    if literal in RESERVED_NETWORK:
        code = literal.packed[2]
    elif port >= RESERVED_PORT_BASE:
        code = port - RESERVED_PORT_BASE
    return Fault(code) if code in _CODES else Fault.NONE
