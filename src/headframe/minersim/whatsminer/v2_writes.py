"""The write commands of WhatsMiner API 2.0, after decryption."""

from collections.abc import Callable, Mapping
from typing import Any

from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import Pool, PowerMode

MIN_PERCENT, MAX_PERCENT = 0, 100
MIN_LIMIT_WATTS = 0
MAX_PASSWORD_BYTES = 8
Params = Mapping[str, Any]


class CommandError(Exception):
    """The command is known but its parameters are not right (code 132)."""


def _update_pools(miner: SimMiner, params: Params) -> None:
    pools = [
        Pool(params[f"pool{n}"], str(params.get(f"worker{n}", "")), str(params.get(f"passwd{n}", "")))
        for n in (1, 2, 3)
        if isinstance(params.get(f"pool{n}"), str) and params[f"pool{n}"]
    ]
    if not pools:
        raise CommandError("no pool")
    miner.set_pools(pools)
    miner.restart_mining()


def _power_off(miner: SimMiner, _params: Params) -> None:
    miner.stop_mining()


def _power_on(miner: SimMiner, _params: Params) -> None:
    miner.start_mining()


def _restart(miner: SimMiner, _params: Params) -> None:
    miner.restart_mining()


def _reboot(miner: SimMiner, _params: Params) -> None:
    miner.reboot()


def _power_percent(miner: SimMiner, params: Params) -> None:
    miner.set_power_percent(_number(params, "percent", MIN_PERCENT, MAX_PERCENT))


def _power_limit(miner: SimMiner, params: Params) -> None:
    ceiling = miner.model.power_watts * miner.model.max_power_ratio
    watts = _number(params, "power_limit", MIN_LIMIT_WATTS, ceiling)
    miner.set_power_limit(watts)
    miner.restart_mining()


def _mode(mode: PowerMode) -> Callable[[SimMiner, Params], None]:
    def set_mode(miner: SimMiner, _params: Params) -> None:
        miner.set_power_mode(mode)
        miner.restart_mining()

    return set_mode


def _led(miner: SimMiner, params: Params) -> None:
    if params.get("param") == "auto":
        miner.set_led(on=False)
    elif params.get("color") in {"red", "green"}:
        miner.set_led(on=True)
    else:
        raise CommandError("param or color")


def _password(miner: SimMiner, params: Params) -> None:
    old, new = params.get("old"), params.get("new")
    if old != miner.settings.accounts["admin"]:
        raise CommandError("old password")
    if not isinstance(new, str) or not 1 <= len(new.encode()) <= MAX_PASSWORD_BYTES:
        raise CommandError("new password")
    miner.set_password("admin", new)


def _hostname(miner: SimMiner, params: Params) -> None:
    name = params.get("hostname")
    if not isinstance(name, str) or not name:
        raise CommandError("hostname")
    miner.set_hostname(name)


def _remember(key: str) -> Callable[[SimMiner, Params], None]:
    def store(miner: SimMiner, params: Params) -> None:
        miner.set_extra(key, {k: v for k, v in params.items() if k not in {"token", "cmd"}})

    return store


def _number(params: Params, key: str, low: float, high: float) -> float:
    try:
        value = float(params.get(key, "nan"))
    except (TypeError, ValueError) as error:
        raise CommandError(key) from error
    if not low <= value <= high:
        raise CommandError(key)
    return value


def _factory_reset(miner: SimMiner, _params: Params) -> None:
    miner.set_password("admin", "admin")
    miner.reboot()


WRITES: dict[str, Callable[[SimMiner, Params], None]] = {
    "update_pools": _update_pools,
    "restart_btminer": _restart,
    "power_off": _power_off,
    "power_on": _power_on,
    "set_led": _led,
    "set_low_power": _mode(PowerMode.LOW),
    "set_normal_power": _mode(PowerMode.NORMAL),
    "set_high_power": _mode(PowerMode.HIGH),
    "reboot": _reboot,
    "factory_reset": _factory_reset,
    "update_pwd": _password,
    "set_power_pct": _power_percent,
    "set_power_pct_v2": _power_percent,
    "adjust_power_limit": _power_limit,
    "set_hostname": _hostname,
    "set_target_freq": _remember("target_freq"),
    "enable_btminer_fast_boot": _remember("fast_boot"),
    "disable_btminer_fast_boot": _remember("fast_boot"),
    "enable_web_pools": _remember("web_pools"),
    "disable_web_pools": _remember("web_pools"),
    "set_zone": _remember("zone"),
    "adjust_upfreq_speed": _remember("upfreq_speed"),
    "set_poweroff_cool": _remember("poweroff_cool"),
    "set_fan_zero_speed": _remember("fan_zero_speed"),
    "set_temp_offset": _remember("temp_offset"),
    "pre_power_on": _remember("pre_power_on"),
    "net_config": _remember("net_config"),
}
