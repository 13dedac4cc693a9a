"""The miner's configuration: read whole, changed in one place, written whole.

`set_miner_conf.cgi` names two settings otherwise than `get_miner_conf.cgi` shows them (`miner-mode` for
`bitmain-work-mode`, `freq-level` for `bitmain-freq-level`) and, on some firmware, takes what is missing for
a default. So everything that was read goes back, under both names.

Source: the firmware's own CGI scripts, as published in dumps of S19, S21 and T21 images.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headframe.driver import InvalidArgumentError, ProtocolError
from headframe.drivers.cgminer import answers, values
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_POOLS = 3
MAX_VALUE_CHARS = 255
NORMAL_MODE = 0
SLEEP_MODE = 1
LOW_MODE = 3
MODES = {"low": LOW_MODE, "normal": NORMAL_MODE}

_FORBIDDEN = frozenset("\"'\\`")


@dataclass(frozen=True, slots=True)
class PoolSetting:
    """One pool as the configuration holds it."""

    url: str
    user: str
    password: str = field(repr=False)


def work_mode(conf: Mapping[str, Any]) -> int | None:
    """The configured work mode: 0 normal, 1 sleep, 3 low power."""
    for key in ("bitmain-work-mode", "miner-mode"):
        found = values.count(conf, key, [])
        if found is not None:
            return found
    return None


def mode_name(mode: int | None) -> str:
    """A work mode in words; empty for one without a name."""
    return {NORMAL_MODE: "normal", SLEEP_MODE: "sleep", LOW_MODE: "low"}.get(-1 if mode is None else mode, "")


def cooling(conf: Mapping[str, Any]) -> tuple[miner_pb2.CoolingMode, int | None]:
    """The cooling mode, and the fans' duty in percent where it is fixed."""
    manual = values.flag(conf, "bitmain-fan-ctrl")
    if manual is None:
        return miner_pb2.COOLING_MODE_UNSPECIFIED, None
    if not manual:
        return miner_pb2.COOLING_MODE_AUTO, None
    return miner_pb2.COOLING_MODE_MANUAL, values.count(conf, "bitmain-fan-pwm", [])


def pools(conf: Mapping[str, Any]) -> list[PoolSetting]:
    """The configured pools without the empty slots."""
    return [
        PoolSetting(str(row["url"]), str(row.get("user", "")), str(row.get("pass", "")))
        for row in answers.section(conf, "pools")
        if isinstance(row.get("url"), str) and row["url"]
    ]


def with_mode(conf: Mapping[str, Any], mode: int) -> dict[str, Any]:
    """What to send to change the work mode."""
    return _whole({**conf, "bitmain-work-mode": str(mode)})


def with_cooling(conf: Mapping[str, Any], percent: int | None) -> dict[str, Any]:
    """What to send to fix the fans at a percentage, or to leave them to the firmware."""
    if percent is None:
        return _whole({**conf, "bitmain-fan-ctrl": False})
    return _whole({**conf, "bitmain-fan-ctrl": True, "bitmain-fan-pwm": str(percent)})


def with_pools(conf: Mapping[str, Any], wanted: Sequence[PoolSetting]) -> dict[str, Any]:
    """What to send to change the pools: always three slots, those not wanted empty."""
    slots = [*wanted, *[PoolSetting("", "", "")] * (MAX_POOLS - len(wanted))]
    rows = [{"url": pool.url, "user": pool.user, "pass": pool.password} for pool in slots]
    return _whole({**conf, "pools": rows})


def _whole(conf: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(conf.get("pools"), list):
        raise ProtocolError("the miner's configuration shows no pools")
    sent = {key: value for key, value in conf.items() if value is not None}
    mode = work_mode(conf)
    sent["miner-mode"] = NORMAL_MODE if mode is None else mode
    if "bitmain-freq-level" in sent:
        sent["freq-level"] = sent["bitmain-freq-level"]
    return sent


def wanted_pools(command: miner_pb2.UpdatePoolsCommand, secrets: Sequence[str]) -> list[PoolSetting]:
    """The pools of a command, with the passwords given beside it.

    The firmware's shell script splits what it is sent at blanks and writes it into JSON between quotes, so
    neither may stand in a value.

    Raises:
        InvalidArgumentError: none, too many, or a value that the firmware would damage.
    """
    if not 1 <= len(command.pools) <= MAX_POOLS:
        raise InvalidArgumentError(f"between 1 and {MAX_POOLS} pools, not {len(command.pools)}")
    found = [
        PoolSetting(pool.url, pool.username, secrets[position] if position < len(secrets) else "")
        for position, pool in enumerate(command.pools)
    ]
    for pool in found:
        if not pool.url.startswith(("stratum+tcp://", "stratum+ssl://", "stratum2+tcp://")):
            raise InvalidArgumentError("a pool's URL must be stratum+tcp://host:port or its like")
        for value in (pool.url, pool.user, pool.password):
            _check_value(value)
    return found


def _check_value(value: str) -> None:
    if len(value) > MAX_VALUE_CHARS or not value.isascii() or not value.isprintable():
        raise InvalidArgumentError("a pool's values must be short and of printable ASCII letters")
    if " " in value or _FORBIDDEN & set(value):
        raise InvalidArgumentError("a pool's values must not hold blanks, quotes or backslashes")


def same_pools(wanted: Sequence[PoolSetting], found: Sequence[PoolSetting]) -> bool:
    """Whether the configured pools are the wanted ones, in order."""
    return [(pool.url, pool.user) for pool in wanted] == [(pool.url, pool.user) for pool in found]
