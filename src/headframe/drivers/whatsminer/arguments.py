"""A command's own values, checked before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from headframe.driver import InvalidArgumentError
from headframe.drivers.whatsminer.description import MAX_LIMIT_WATTS, MAX_POOLS, POWER_MODES
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_FIELD_CHARS = 255


@dataclass(frozen=True, slots=True)
class PoolSetting:
    """One pool to configure."""

    url: str
    worker: str
    password: str = field(repr=False)


def pools(command: miner_pb2.UpdatePoolsCommand, secrets: Sequence[str]) -> list[PoolSetting]:
    """The pools of a command, with the passwords given beside it.

    Raises:
        InvalidArgumentError: none, too many, or a value that the miner would not take.
    """
    if not 1 <= len(command.pools) <= MAX_POOLS:
        raise InvalidArgumentError(f"between 1 and {MAX_POOLS} pools, not {len(command.pools)}")
    found = [
        PoolSetting(pool.url, pool.username, secrets[position] if position < len(secrets) else "")
        for position, pool in enumerate(command.pools)
    ]
    for pool in found:
        if not pool.url.startswith(("stratum+tcp://", "stratum+ssl://", "stratum2+tcp://", "ssl://")):
            raise InvalidArgumentError("a pool's URL must be stratum+tcp://host:port or its like")
        if any(len(value) > MAX_FIELD_CHARS or not value.isprintable() for value in (pool.url, pool.worker)):
            raise InvalidArgumentError("a pool's values must be printable and short")
    return found


def watts(value: float) -> int:
    """A power limit in whole watts.

    Raises:
        InvalidArgumentError: out of the API's range.
    """
    if not 1 <= value <= MAX_LIMIT_WATTS:
        raise InvalidArgumentError(f"a power limit is 1 to {MAX_LIMIT_WATTS:g} W")
    return round(value)


def percent(value: float) -> int:
    """A power target in whole percent.

    Raises:
        InvalidArgumentError: out of the API's range.
    """
    if not 0 <= value <= 100:
        raise InvalidArgumentError("a power target is 0 to 100 percent")
    return round(value)


def mode(value: str) -> str:
    """A power mode.

    Raises:
        InvalidArgumentError: not one of the miner's.
    """
    if value not in POWER_MODES:
        raise InvalidArgumentError(f"power modes are {', '.join(POWER_MODES)}")
    return value


def same_pools(wanted: Sequence[PoolSetting], found: Sequence[miner_pb2.Pool]) -> bool:
    """Whether the miner's pools are the wanted ones, in order. Firmware may add to a worker's name."""
    return len(found) == len(wanted) and all(
        there.url == want.url and there.username.startswith(want.worker)
        for want, there in zip(wanted, found, strict=True)
    )
