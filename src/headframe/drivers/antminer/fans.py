"""Fans, from `stats`: `fan1`, `fan2` .. with as many of them meant as `fan_num` says."""

from collections.abc import Mapping, Sequence
from typing import Any

from headframe.drivers.cgminer import values
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_FANS = 8


def read(stats: Mapping[str, Any], *, mining: bool, odd: list[str]) -> list[miner_pb2.Component]:
    """One component a fan. Keys of fans that the model lacks read 0 and are left out.

    A fan that stands still while the miner hashes is CRITICAL; at rest it may.
    """
    speeds = {
        number: speed
        for number in range(1, MAX_FANS + 1)
        if (speed := values.fan(stats, f"fan{number}", odd)) is not None
    }
    fitted = values.count(stats, "fan_num", odd)
    turning = sum(1 for speed in speeds.values() if speed)
    wanted = turning if fitted is None else fitted
    return [
        _fan(number, speed, mining=mining)
        for number, speed in speeds.items()
        if speed or (turning < wanted and number <= wanted)
    ]


def _fan(number: int, speed: float, *, mining: bool) -> miner_pb2.Component:
    if speed:
        status = miner_pb2.COMPONENT_STATUS_HEALTHY
    else:
        status = miner_pb2.COMPONENT_STATUS_CRITICAL if mining else miner_pb2.COMPONENT_STATUS_UNSPECIFIED
    return miner_pb2.Component(kind=miner_pb2.COMPONENT_KIND_FAN, slot=number - 1, status=status, rpm=speed)


def mean_turning(found: Sequence[miner_pb2.Component]) -> float | None:
    """The mean speed of the fans that turn; 0 where all stand still; None where none is known."""
    turning = [fan.rpm for fan in found if fan.rpm]
    if not found:
        return None
    return sum(turning) / len(turning) if turning else 0.0
