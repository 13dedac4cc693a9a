"""Answers that a driver should never give, and that the node must survive."""

import math

from headframe.drivers.virtual.faults import Fault
from headframe.wire.gen.driver.v1 import driver_pb2

HUGE_BYTES = 2 * 1024 * 1024


def spoil(result: driver_pb2.PollResult, fault: Fault) -> driver_pb2.PollResult:
    """The result as the device's fault makes it."""
    match fault:
        case Fault.NOT_A_NUMBER:
            result.sample.hashrate_hs = math.nan
            result.sample.power_watts = math.inf
            result.sample.board_temperature_c = -math.inf
            result.sample.chip_temperature_c = 5778.0
            result.sample.components[0].temperature_c = math.nan
        case Fault.HUGE:
            result.details.vendor_json = b"x" * HUGE_BYTES
        case Fault.NOTHING:
            return None  # type: ignore[return-value]  # breaking the contract is the point
        case _:
            pass
    return result
