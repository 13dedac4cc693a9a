"""What both APIs' samples have in common."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headframe.drivers.cgminer import values
from headframe.wire.gen.miner.v1 import miner_pb2

STARTING_SECONDS = 900
"""A miner that hashes nothing this soon after its start is starting; later, it does not say why."""

FAN_NAMES = ("intake", "exhaust")


def fans(speeds: Sequence[float | None]) -> list[miner_pb2.Component]:
    """One component a fan; a fan that stands still is not a fault in itself, a stopped miner has such."""
    return [
        miner_pb2.Component(kind=miner_pb2.COMPONENT_KIND_FAN, slot=slot, name=FAN_NAMES[slot], rpm=speed)
        for slot, speed in enumerate(speeds)
        if speed is not None
    ]


def mean_turning(speeds: Iterable[float | None]) -> float | None:
    """The mean speed of the fans that turn; 0 where all stand still; None where none is known."""
    known = [speed for speed in speeds if speed is not None]
    turning = [speed for speed in known if speed]
    if not known:
        return None
    return sum(turning) / len(turning) if turning else 0.0


def hottest_board(components: Iterable[miner_pb2.Component]) -> float | None:
    """The hottest board temperature among components."""
    found = [
        part.temperature_c
        for part in components
        if part.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD and part.HasField("temperature_c")
    ]
    return max(found) if found else None


def state(
    *,
    hashrate_hs: float | None,
    stopped: bool | None,
    ramping: bool,
    pool_connected: bool | None,
    has_pools: bool | None,
    uptime_seconds: int | None,
) -> miner_pb2.MiningState:
    """What the miner says it is doing, from what it says about each part of it."""
    if stopped:
        return miner_pb2.MINING_STATE_STOPPED
    if hashrate_hs:
        return miner_pb2.MINING_STATE_STARTING if ramping else miner_pb2.MINING_STATE_MINING
    if has_pools is False or pool_connected is False:
        return miner_pb2.MINING_STATE_NO_POOL
    if uptime_seconds is not None and uptime_seconds < STARTING_SECONDS:
        return miner_pb2.MINING_STATE_STARTING
    return miner_pb2.MINING_STATE_UNSPECIFIED


def board_status(source: Mapping[str, Any], key: str) -> miner_pb2.ComponentStatus:
    """A board's own word for how it is."""
    word = source.get(key)
    match word.lower() if isinstance(word, str) else "":
        case "alive":
            return miner_pb2.COMPONENT_STATUS_HEALTHY
        case "dead" | "sick":
            return miner_pb2.COMPONENT_STATUS_CRITICAL
        case "nostart" | "initialising":
            return miner_pb2.COMPONENT_STATUS_OFFLINE
        case _:
            return miner_pb2.COMPONENT_STATUS_UNSPECIFIED


def slot(source: Mapping[str, Any], keys: Sequence[str], fallback: int) -> int:
    """A board's slot, by the first of `keys` that tells it."""
    for key in keys:
        found = values.as_number(source.get(key))
        if found is not None and 0 <= found < 256:
            return int(found)
    return fallback
