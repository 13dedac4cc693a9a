"""The read commands of WhatsMiner API 3.0: `get.device.info`, `get.miner.status`, settings."""

from collections.abc import Callable
from typing import Any

from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import BoardReading, Reading
from headframe.minersim.whatsminer.tokens import make_salt
from headframe.minersim.whatsminer.v2_reads import PSU_FAN_RPM, error_rows, power_limit

API_VERSION = "3.0.2"
STATUS_PARTS = ("summary", "pools", "edevs")


class ParameterError(ValueError):
    """A parameter that the command does not know."""


def salt_of(miner: SimMiner) -> str:
    """The salt for write tokens; another one after each reboot."""
    return make_salt(miner.seed, 1_000_000 + miner.reboots)


def device_info(miner: SimMiner, param: Any) -> Json:
    """The whole of `get.device.info`, or the one section named by `param`.

    Raises:
        ParameterError: there is no such section.
    """
    if param is None:
        found = {name: make(miner) for name, make in _SECTIONS.items()}
        if not found["error-code"]:
            del found["error-code"]
        return found
    if param not in _SECTIONS:
        raise ParameterError(f"invalid param: {param}")
    return {param: _SECTIONS[param](miner)}


def _miner(miner: SimMiner) -> Json:
    model, identity = miner.model, miner.identity
    working = miner.settings.mining
    boards = miner.read().boards
    section: Json = {
        "working": "true" if working else "false",
        "type": model.name,
        "hash-board": model.chip,
        "detect-hash-rate": ":".join(str(int(board.ideal_hs / 1e9)) for board in boards),
        "fast-boot": str(miner.settings.extra.get("set.miner.fastboot", "disable")),
        "board-num": str(sum(board.present for board in boards)),
        "hash-percent": str(int(miner.settings.power_percent - 100)),
        "miner-sn": identity.serial,
        "pool-strategy": "FAILOVER",
    }
    for board in boards:
        section[f"pcbsn{board.index}"] = identity.board_serials[board.index]
        section[f"chipdata{board.index}"] = f"K8EC37{board.index}-2426 BINVE6-197806A"
    return section


def _network(miner: SimMiner) -> Json:
    return {
        "ip": miner.address,
        "proto": "dhcp",
        "netmask": "255.255.255.0",
        "gateway": "127.0.0.1",
        "dns": "127.0.0.1",
        "mac": miner.identity.mac,
        "hostname": miner.hostname,
    }


def _power(miner: SimMiner) -> Json:
    return {
        "type": "P221B",
        "mode": "1",
        "hwversion": "RT0159",
        "swversion": "230224.220429",
        "model": "P221B",
        "sn": f"1436B24{miner.seed % 10**8:08d}",
        "vendor": "1",
        "fanspeed": PSU_FAN_RPM if miner.read().mining else 0,
    }


def _system(miner: SimMiner) -> Json:
    return {
        "api": API_VERSION,
        "platform": "H616",
        "fwversion": miner.model.firmware,
        "control-board-version": "CB6V10",
        "apiswitch": "1" if miner.settings.write_api else "0",
        "ledstatus": "manual" if miner.settings.led_on else "auto",
    }


def _errors(miner: SimMiner) -> list[Json]:
    return [{code: stamp, "reason": meaning} for code, stamp, meaning in error_rows(miner)]


_SECTIONS: dict[str, Callable[[SimMiner], Any]] = {
    "network": _network,
    "miner": _miner,
    "system": _system,
    "power": _power,
    "salt": salt_of,
    "error-code": _errors,
}


def miner_status(miner: SimMiner, param: Any) -> Json:
    """`get.miner.status` for one or more of summary, pools, edevs, joined with `+`.

    Raises:
        ParameterError: a part is unknown.
    """
    names = str(param or "summary").split("+")
    unknown = [name for name in names if name not in STATUS_PARTS]
    if unknown:
        raise ParameterError(f"invalid param: {unknown[0]}")
    reading = miner.read()
    parts = {"summary": _summary, "pools": _pools, "edevs": _edevs}
    return {name: parts[name](miner, reading) for name in names}


def _summary(miner: SimMiner, reading: Reading) -> Json:
    cold = min((board.inlet_c for board in reading.boards if board.present), default=0.0)
    now_ths, mean_ths = reading.hashrate_hs / 1e12, reading.average_hs / 1e12
    return {
        "elapsed": reading.mining_seconds,
        "bootup-time": reading.uptime_seconds,
        "freq-avg": int(max(board.frequency_mhz for board in reading.boards)),
        "hash-average": round(mean_ths, 3),
        "hash-1min": round(now_ths, 3),
        "hash-15min": round(mean_ths if reading.mining else now_ths, 3),
        "hash-realtime": round(now_ths, 3),
        "factory-hash": round(miner.model.hashrate_hs / 1e12, 3),
        "power-rate": round(reading.power_watts / now_ths, 2) if now_ths > 1 else 0.0,
        "power-5min": round(reading.power_watts, 1),
        "power-realtime": round(reading.power_watts, 1),
        "power-limit": power_limit(miner),
        "environment-temperature": round(reading.ambient_c, 1),
        "board-temperature": [round(board.board_c, 1) for board in reading.boards],
        "chip-temp-min": round(cold, 1),
        "chip-temp-avg": round((cold + reading.chip_c) / 2, 1),
        "chip-temp-max": round(reading.chip_c, 1),
        "fan-speed-in": reading.fans_rpm[0],
        "fan-speed-out": reading.fans_rpm[1],
        "up-freq-finish": int(reading.mining),
        "Debug": "",
    }


def _pools(miner: SimMiner, reading: Reading) -> list[Json]:
    return [
        {
            "pool-priority": index,
            "url": pool.url,
            "status": "alive" if pool.url else "dead",
            "account": pool.user,
            "stratum-active": index == 0 and reading.mining,
        }
        for index, pool in enumerate(miner.settings.pools)
    ]


def _edevs(miner: SimMiner, reading: Reading) -> list[Json]:
    return [_edev(miner, board) for board in reading.boards if board.present]


def _edev(miner: SimMiner, board: BoardReading) -> Json:
    return {
        "id": board.index,
        "status": "alive",
        "hash-average": round(board.average_hs / 1e12, 3),
        "hash-realtime": round(board.hashrate_hs / 1e12, 3),
        "factory-hash": round(board.ideal_hs / 1e12, 3),
        "freq": round(board.frequency_mhz, 1),
        "effective-chips": miner.model.chips_per_board,
        "chip-temp-min": round(board.inlet_c, 1),
        "chip-temp-avg": round((board.inlet_c + board.chip_c) / 2, 1),
        "chip-temp-max": round(board.chip_c, 1),
    }


def miner_setting(miner: SimMiner) -> Json:
    """`get.miner.setting`."""
    extra = miner.settings.extra
    return {
        "power-limit": power_limit(miner),
        "upfreq-speed": extra.get("set.miner.upfreq_speed", 2),
        "power-mode": miner.settings.power_mode.value,
        "fast-boot": extra.get("set.miner.fastboot", "disable"),
        "fast-hash": "disable",
        "heat-mode": extra.get("set.miner.heat_mode", "normal"),
        "target-freq": extra.get("set.miner.target_freq", 0),
        "power": int(miner.read().power_watts),
        "power-percent": int(miner.settings.power_percent),
        "btrom-worker-suffix": "",
    }
