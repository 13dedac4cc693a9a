"""The write commands of WhatsMiner API 3.0, after the token is checked."""

import json
from collections.abc import Callable
from typing import Any

from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import Pool, PowerMode
from headframe.minersim.whatsminer.v3_reads import ParameterError

MAX_PASSWORD_CHARS = 32


def _service(miner: SimMiner, param: Any) -> None:
    actions = {
        "start": miner.start_mining,
        "enable": miner.start_mining,
        "stop": miner.stop_mining,
        "disable": miner.stop_mining,
        "restart": miner.restart_mining,
    }
    if param not in actions:
        raise ParameterError("service")
    actions[param]()


def _power_limit(miner: SimMiner, param: Any) -> None:
    watts = _number(_field(param, "limit"))
    if not 0 <= watts <= miner.model.power_watts * miner.model.max_power_ratio:
        raise ParameterError("power_limit out of range")
    miner.set_power_limit(watts)


def _power_mode(miner: SimMiner, param: Any) -> None:
    try:
        mode = PowerMode(str(_field(param, "mode")).lower())
    except ValueError as error:
        raise ParameterError("power_mode") from error
    miner.set_power_mode(mode)


def _power_percent(miner: SimMiner, param: Any) -> None:
    percent = _number(_field(param, "percent"))
    if not 0 <= percent <= 100:
        raise ParameterError("percent out of range")
    miner.set_power_percent(percent)


def _pools(miner: SimMiner, param: Any) -> None:
    rows = _field(param, "pools")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParameterError("pools")
    pools = [
        Pool(str(row["pool"]), str(row.get("worker", "")), str(row.get("passwd", "")))
        for row in rows
        if row.get("pool")
    ]
    if not pools:
        raise ParameterError("pools")
    miner.set_pools(pools)


def _reboot(miner: SimMiner, _param: Any) -> None:
    miner.reboot()


def _factory_reset(miner: SimMiner, _param: Any) -> None:
    miner.set_password("super", "super")
    miner.reboot()


def _led(miner: SimMiner, param: Any) -> None:
    if param != "auto" and not isinstance(param, list):
        raise ParameterError("led")
    miner.set_led(on=param != "auto")


def _hostname(miner: SimMiner, param: Any) -> None:
    name = _field(param, "hostname")
    if not isinstance(name, str) or not name:
        raise ParameterError("hostname")
    miner.set_hostname(name)


def _password(miner: SimMiner, param: Any) -> None:
    if not isinstance(param, dict):
        raise ParameterError("passwd")
    account, new = param.get("account"), param.get("new")
    if account not in miner.settings.accounts or not isinstance(new, str):
        raise ParameterError("account")
    if param.get("old") != miner.settings.accounts[account]:
        raise ParameterError("old passwd")
    if not 1 <= len(new) <= MAX_PASSWORD_CHARS:
        raise ParameterError("new passwd")
    miner.set_password(account, new)


def _remember(key: str) -> Callable[[SimMiner, Any], None]:
    def store(miner: SimMiner, param: Any) -> None:
        if param is None:
            raise ParameterError(key)
        miner.set_extra(key, param)

    return store


def _field(param: Any, name: str) -> Any:
    """Parameters come bare, as an object, or as the JSON text of one."""
    if isinstance(param, str) and param.startswith(("{", "[")):
        try:
            param = json.loads(param)
        except ValueError as error:
            raise ParameterError(name) from error
    return param.get(name) if isinstance(param, dict) else param


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ParameterError("not a number") from error


_REMEMBERED = (
    "set.miner.fastboot",
    "set.miner.upfreq_speed",
    "set.miner.target_freq",
    "set.miner.heat_mode",
    "set.miner.cointype",
    "set.miner.report",
    "set.fan.zero_speed",
    "set.fan.poweroff_cool",
    "set.fan.temp_offset",
    "set.system.webpools",
    "set.system.timezone",
    "set.system.ntp_server",
    "set.system.net_config",
)

# Their parameter comes encrypted with the SHA-256 from which the token is cut.
ENCRYPTED = frozenset({"set.miner.pools", "set.user.change_passwd"})

WRITES: dict[str, Callable[[SimMiner, Any], None]] = {
    "set.miner.service": _service,
    "set.miner.power_limit": _power_limit,
    "set.miner.power_mode": _power_mode,
    "set.miner.mode": _power_mode,
    "set.miner.power_percent": _power_percent,
    "set.miner.pools": _pools,
    "set.system.reboot": _reboot,
    "set.system.factory_reset": _factory_reset,
    "set.system.led": _led,
    "set.system.hostname": _hostname,
    "set.user.change_passwd": _password,
    **{key: _remember(key) for key in _REMEMBERED},
}
