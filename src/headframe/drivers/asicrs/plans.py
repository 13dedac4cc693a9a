"""How each command is sent to the library, and how its effect is recognised afterwards."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyasic_rs import Miner, Pool, PoolGroup

from headframe.driver import InvalidArgumentError, UnsupportedError
from headframe.drivers.asicrs import seen
from headframe.wire.gen.miner.v1 import miner_pb2

STOP_SECONDS = 45.0
"""Averages of hashrate take this long to show a stop."""

SETTING_SECONDS = 15.0
START_SECONDS = 300.0
REBOOT_SECONDS = 180.0
FALLEN = 0.5
"""A hashrate under this share of what it was shows that a stop took effect."""

POWER_TOLERANCE = 0.02
MAX_POOLS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """One command: how it is sent, and how its effect is recognised in readings from before and after.

    `seconds` is how long the effect may take to show. `already` tells that there is nothing to do.
    `from_lowest` compares with the lowest hashrate since, because an average may still be falling.
    """

    send: Callable[[], Awaitable[Any]]
    shows: Callable[[Any, Any], bool]
    detail: str
    seconds: float = SETTING_SECONDS
    already: Callable[[Any], bool] = lambda _: False
    from_lowest: bool = False


def capabilities(miner: Miner, data: Any = None) -> miner_pb2.Capabilities:
    """What the library claims for this model, as far as the effect can be read back."""
    found = miner_pb2.Capabilities(needs_credentials=False, components=[miner_pb2.COMPONENT_KIND_HASH_BOARD])
    found.components.append(miner_pb2.COMPONENT_KIND_FAN)
    claims = {
        miner_pb2.COMMAND_KIND_REBOOT: miner.supports_restart,
        miner_pb2.COMMAND_KIND_START_MINING: miner.supports_resume,
        miner_pb2.COMMAND_KIND_STOP_MINING: miner.supports_pause,
        miner_pb2.COMMAND_KIND_CURTAIL: miner.supports_pause and miner.supports_resume,
        miner_pb2.COMMAND_KIND_UNCURTAIL: miner.supports_pause and miner.supports_resume,
        miner_pb2.COMMAND_KIND_SET_POWER_TARGET: miner.supports_set_power_limit,
        miner_pb2.COMMAND_KIND_UPDATE_POOLS: miner.supports_pools_config,
        miner_pb2.COMMAND_KIND_DOWNLOAD_LOGS: miner.supports_read_logs,
        miner_pb2.COMMAND_KIND_BLINK_LED: miner.supports_set_fault_light
        and (data is None or data.light_flashing is not None),
    }
    found.commands.extend(kind for kind, claimed in claims.items() if claimed)
    if claims[miner_pb2.COMMAND_KIND_CURTAIL]:
        found.curtailment_levels.append(miner_pb2.CURTAILMENT_LEVEL_FULL)
    found.max_pools = MAX_POOLS if miner.supports_pools_config else 0
    return found


def plan(miner: Miner, command: miner_pb2.CommandPayload, secrets: Sequence[str]) -> Plan:
    """How to carry out a command. Raises UnsupportedError, InvalidArgumentError."""
    name = command.WhichOneof("payload") or ""
    if name == "curtail" and command.curtail.level != miner_pb2.CURTAILMENT_LEVEL_FULL:
        raise UnsupportedError("this driver curtails to nothing or not at all")
    if name in WITHOUT_ARGUMENTS:
        return WITHOUT_ARGUMENTS[name](miner)
    match name:
        case "set_power_target":
            return power(miner, command.set_power_target)
        case "blink_led":
            return light(miner, on=command.blink_led.on)
        case "update_pools":
            return pools(miner, command.update_pools, secrets)
        case _:
            raise UnsupportedError("the library cannot do this")


def stopping(miner: Miner) -> Plan:
    """Stop hashing."""
    return Plan(miner.pause, stopped, "stopped", STOP_SECONDS, already=idle)


def starting(miner: Miner) -> Plan:
    """Start hashing."""
    return Plan(miner.resume, started, "hashing", START_SECONDS, already=hashing, from_lowest=True)


def rebooting(miner: Miner) -> Plan:
    """Restart the machine."""
    return Plan(miner.restart, rebooted, "restarted", REBOOT_SECONDS)


WITHOUT_ARGUMENTS = {
    "reboot": rebooting,
    "stop_mining": stopping,
    "curtail": stopping,
    "start_mining": starting,
    "uncurtail": starting,
}


def light(miner: Miner, *, on: bool) -> Plan:
    """The locating light."""
    return Plan(
        lambda: miner.set_fault_light(on),
        lambda _, after: after.light_flashing is on,
        f"LED {'on' if on else 'off'}",
    )


def power(miner: Miner, wish: miner_pb2.SetPowerTargetCommand) -> Plan:
    """A limit in watts."""
    if wish.WhichOneof("target") != "watts":
        raise UnsupportedError("this driver sets watts, not percent or modes")
    watts = wish.watts
    if not 0 < watts < 1e6:
        raise InvalidArgumentError("a power target is a positive number of watts")

    def set_to(data: Any) -> bool:
        target = seen.power_target(data)
        return target is not None and abs(target - watts) <= watts * POWER_TOLERANCE

    return Plan(
        lambda: miner.set_power_limit(watts),
        lambda _, after: set_to(after),
        f"limit {watts:.0f} W",
        already=set_to,
    )


def pools(miner: Miner, wish: miner_pb2.UpdatePoolsCommand, secrets: Sequence[str]) -> Plan:
    """Replace the list of pools."""
    if not 1 <= len(wish.pools) <= MAX_POOLS:
        raise InvalidArgumentError(f"from 1 to {MAX_POOLS} pools")
    passwords = [*secrets, *[""] * len(wish.pools)]
    try:
        wanted = [
            Pool(url=pool.url, username=pool.username, password=password)
            for pool, password in zip(wish.pools, passwords, strict=False)
        ]
    except ValueError:
        raise InvalidArgumentError("a pool's URL cannot be read") from None
    names = [(str(pool.url), pool.username) for pool in wanted]
    return Plan(
        lambda: miner.set_pools_config([PoolGroup(name="", quota=1, pools=wanted)]),
        lambda _, after: [(p.url, p.username) for p in seen.pools(after)] == names,
        f"{len(names)} pools",
    )


def idle(data: Any) -> bool:
    """Whether it hashes nothing now."""
    return seen.hashes(data.hashrate) == 0 or seen.mining_state(data) == miner_pb2.MINING_STATE_STOPPED


def hashing(data: Any) -> bool:
    """Whether it hashes at about its nominal rate now."""
    now, nominal = seen.hashes(data.hashrate), seen.hashes(data.expected_hashrate)
    return now is not None and nominal is not None and now > nominal * FALLEN


def stopped(before: Any, after: Any) -> bool:
    """The hashrate has fallen, or the miner says so."""
    was, now = seen.hashes(before.hashrate), seen.hashes(after.hashrate)
    return idle(after) or (was is not None and now is not None and now < was * FALLEN)


def started(before: Any, after: Any) -> bool:
    """The hashrate has risen from what it was."""
    was, now = seen.hashes(before.hashrate), seen.hashes(after.hashrate)
    return hashing(after) or (now is not None and now > 0 and now > (was or 0.0) / FALLEN)


def rebooted(before: Any, after: Any) -> bool:
    """It counts its uptime anew. Silence alone proves nothing: a miner that died is silent too."""
    return before.uptime is not None and after.uptime is not None and after.uptime < before.uptime


def kind_of(command: miner_pb2.CommandPayload) -> int:
    """The CommandKind of a payload: its field has the kind's number."""
    name = command.WhichOneof("payload")
    return miner_pb2.CommandPayload.DESCRIPTOR.fields_by_name[name].number if name else 0
