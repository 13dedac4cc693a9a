"""The read commands of WhatsMiner API 2.0."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from headframe.minersim.catalogue import Family
from headframe.minersim.cgminer import Json, section, status
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import BoardReading, Reading

DESCRIPTION = "cgminer 4.9.2"
API_VERSION = "2.0.5"
OK = 131
PSU_FAN_RPM = 6000


def message(miner: SimMiner, kind: str, code: int, text: Any) -> Json:
    """The envelope of btminer itself, flat where cgminer's has a list."""
    return {
        "STATUS": kind,
        "When": int(miner.clock()),
        "Code": code,
        "Msg": text,
        "Description": "",
    }


def power_limit(miner: SimMiner) -> int:
    """The limit in force, or the vendor's default."""
    limit = miner.settings.power_limit_watts
    return int(miner.model.power_watts * 1.02 if limit is None else limit)


def error_codes(miner: SimMiner) -> dict[str, str]:
    """MicroBT's codes for what is wrong now, with their meaning."""
    codes: dict[str, str] = {}
    fan = miner.faults.get(FaultKind.FAN_FAILURE)
    if fan is not None:
        codes["110" if fan.index == 0 else "111"] = "Fan speed error"
    board = miner.faults.get(FaultKind.BOARD_LOSS)
    if board is not None:
        codes[str(530 + board.index)] = f"Slot {board.index} not found"
    if miner.machine.protected:
        codes["350"] = "Slot 0 temperature protecting"
    return codes


def error_rows(miner: SimMiner) -> list[tuple[str, str, str]]:
    """(code, local time, meaning) of each present error."""
    stamp = datetime.fromtimestamp(miner.clock(), UTC).strftime("%Y-%m-%d %H:%M:%S")
    return [(code, stamp, meaning) for code, meaning in error_codes(miner).items()]


def _summary(miner: SimMiner) -> Json:
    reading = miner.read()
    cold = min((board.inlet_c for board in reading.boards if board.present), default=0.0)
    row = {
        "Elapsed": reading.mining_seconds,
        "MHS av": round(reading.average_hs / 1e6, 2),
        "HS RT": round(reading.hashrate_hs / 1e6, 2),
        "Accepted": reading.accepted,
        "Power": int(reading.power_watts),
        "Power Limit": power_limit(miner),
        "Power Mode": miner.settings.power_mode.value.capitalize(),
        "Fan Speed In": reading.fans_rpm[0],
        "Fan Speed Out": reading.fans_rpm[1],
        "Chip Temp Min": round(cold, 1),
        "Chip Temp Max": round(reading.chip_c, 1),
        "Chip Temp Avg": round((cold + reading.chip_c) / 2, 1),
        "Env Temp": round(reading.ambient_c, 1),
        "Target Freq": int(miner.model.frequency_mhz),
        "Factory GHS": int(miner.model.hashrate_hs / 1e9),
        "Hash Stable": reading.mining,
        "Uptime": reading.uptime_seconds,
        "MAC": miner.identity.mac,
        "Pool Rejected%": 0.0,
        "Best Share": reading.best_share,
    }
    return section(status(miner, "S", 11, "Summary", DESCRIPTION), "SUMMARY", [row])


def _pools(miner: SimMiner) -> Json:
    reading = miner.read()
    rows = [
        {
            "POOL": index + 1,
            "URL": pool.url,
            "Status": "Alive" if pool.url else "Dead",
            "Priority": index,
            "Accepted": reading.accepted if index == 0 else 0,
            "Rejected": reading.rejected if index == 0 else 0,
            "User": pool.user,
            "Stratum Active": index == 0 and reading.mining,
        }
        for index, pool in enumerate(miner.settings.pools)
    ]
    head = status(miner, "S", 7, f"{len(rows)} Pool(s)", DESCRIPTION)
    return section(head, "POOLS", rows)


def _devs(miner: SimMiner) -> Json:
    reading = miner.read()
    rows = [_dev(miner, reading, board) for board in reading.boards if board.present]
    head = status(miner, "S", 9, f"{len(rows)} ASC(s)", DESCRIPTION)
    return section(head, "DEVS", rows)


def _dev(miner: SimMiner, reading: Reading, board: BoardReading) -> Json:
    return {
        "ASC": board.index,
        "Slot": board.index,
        "Name": "SM",
        "ID": board.index,
        "Enabled": "Y",
        "Status": "Alive",
        "Temperature": round(board.board_c, 1),
        "Chip Frequency": int(board.frequency_mhz),
        "Frequency": round(board.frequency_mhz, 1),
        "MHS av": round(board.average_hs / 1e6, 2),
        "Accepted": reading.accepted // len(reading.boards),
        "Rejected": reading.rejected // len(reading.boards),
        "Device Elapsed": reading.mining_seconds,
        "Factory GHS": int(board.ideal_hs / 1e9),
        "Fan Speed In": reading.fans_rpm[0],
        "Fan Speed Out": reading.fans_rpm[1],
        "Chip Temp Min": round(board.inlet_c, 1),
        "Chip Temp Max": round(board.chip_c, 1),
        "Chip Temp Avg": round((board.inlet_c + board.chip_c) / 2, 1),
        "Effective Chips": miner.model.chips_per_board,
        "PCB SN": miner.identity.board_serials[board.index],
    }


def _devdetails(miner: SimMiner) -> Json:
    rows = [
        {
            "DEVDETAILS": slot,
            "Name": "SM",
            "ID": slot,
            "Driver": "bitmicro",
            "Kernel": "",
            "Model": miner.model.name,
        }
        for slot in range(miner.model.boards)
    ]
    head = status(miner, "S", 69, "Device Details", DESCRIPTION)
    return section(head, "DEVDETAILS", rows)


def _status(miner: SimMiner) -> Json:
    off = not miner.settings.mining
    body = {
        "mineroff": "true" if off else "false",
        "mineroff_reason": "api command" if off else "",
        "mineroff_time": "",
        "FirmwareVersion": miner.model.firmware,
        "power_mode": miner.settings.power_mode.value,
        "power_limit_set": str(power_limit(miner)),
        "hash_percent": str(int(miner.settings.power_percent - 100)),
    }
    return message(miner, "S", OK, body)


def _version(miner: SimMiner) -> Json:
    api = "3.0.2" if miner.model.family is Family.WHATSMINER_V3 else API_VERSION
    body = {"api_ver": api, "fw_ver": miner.model.firmware, "platform": "H616"}
    return message(miner, "S", OK, body)


def _psu(miner: SimMiner) -> Json:
    body = {
        "name": "P222B",
        "model": "P222B",
        "hw_version": "",
        "sw_version": "230208.220429",
        "fan_speed": str(PSU_FAN_RPM if miner.read().mining else 0),
    }
    return message(miner, "S", OK, body)


def _miner_info(miner: SimMiner) -> Json:
    body = {
        "hostname": miner.hostname,
        "mac": miner.identity.mac,
        "ledstat": "manual" if miner.settings.led_on else "auto",
    }
    return message(miner, "S", OK, body)


def _error_code(miner: SimMiner) -> Json:
    rows = [{code: stamp} for code, stamp, _ in error_rows(miner)]
    return message(miner, "S", OK, {"error_code": rows})


READS: dict[str, Callable[[SimMiner], Json]] = {
    "summary": _summary,
    "pools": _pools,
    "devs": _devs,
    "edevs": _devs,
    "devdetails": _devdetails,
    "status": _status,
    "get_version": _version,
    "get_psu": _psu,
    "get_miner_info": _miner_info,
    "get_error_code": _error_code,
}
