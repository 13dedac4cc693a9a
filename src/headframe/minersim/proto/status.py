"""Mining status, telemetry, cooling and errors of a Proto rig."""

from datetime import UTC, datetime
from typing import Any

from headframe.minersim.cgminer import Json
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import BoardReading, Reading

PSUS = 2
PSU_EFFICIENCY = 0.93
DEFAULT_TARGET_C = 50
_STARTED_LEVEL = 0.05


def power_target(miner: SimMiner) -> int:
    """Watts the rig aims at."""
    limit = miner.settings.power_limit_watts
    return int(miner.model.power_watts if limit is None else limit)


def power_bounds(miner: SimMiner) -> tuple[int, int]:
    """The lowest and highest power target."""
    model = miner.model
    return int(model.power_watts * model.min_power_ratio), int(model.power_watts * model.max_power_ratio)


def status_name(miner: SimMiner, reading: Reading) -> str:
    """The word for what it does."""
    running = miner.machine.level > _STARTED_LEVEL
    if miner.machine.protected:
        return "Error"
    if not miner.settings.mining:
        return "PoweringOff" if running else "Stopped"
    if not miner.settings.pools:
        return "NoPools"
    if not running:
        return "PoweringOn"
    return "Mining" if reading.boards_present == len(reading.boards) else "DegradedMining"


def efficiency(watts: float, hashes: float) -> float:
    """J/TH; zero while nothing is hashed."""
    return watts / (hashes / 1e12) if hashes > 1e12 else 0.0


def mining_status(miner: SimMiner) -> Json:
    """`GET /mining`."""
    reading = miner.read()
    present = [board for board in reading.boards if board.present]
    mean_board = sum(board.board_c for board in present) / max(1, len(present))
    joules = efficiency(reading.power_watts, reading.hashrate_hs)
    hashing = sum(board.hashrate_hs > 1e9 for board in present)
    body = {
        "status": status_name(miner, reading),
        "mining_uptime_s": reading.mining_seconds if reading.mining else 0,
        "reboot_uptime_s": reading.uptime_seconds,
        "hashrate_ghs": reading.hashrate_hs / 1e9,
        "average_hashrate_ghs": reading.average_hs / 1e9,
        "ideal_hashrate_ghs": int(reading.ideal_hs / 1e9),
        "power_usage_watts": reading.power_watts,
        "power_target_watts": power_target(miner),
        "power_efficiency_jth": joules,
        "average_hb_efficiency_jth": joules,
        "average_asic_temp_c": reading.chip_c,
        "average_hb_temp_c": mean_board,
        "hw_errors": reading.hardware_errors,
        "hashboards_installed": reading.boards_present,
        "hashboards_mining": hashing,
    }
    return {"mining-status": body}


def target(miner: SimMiner) -> Json:
    """`GET /mining/target`."""
    low, high = power_bounds(miner)
    return {
        "power_target_watts": power_target(miner),
        "power_target_min_watts": low,
        "power_target_max_watts": high,
        "default_power_target_watts": int(miner.model.power_watts),
        "performance_mode": miner.settings.extra.get("performance_mode", "MaximumHashrate"),
        "balance_bays": False,
        "hash_on_disconnect": False,
    }


def telemetry(miner: SimMiner, levels: set[str]) -> Json:
    """`GET /telemetry` for any of miner, hashboard, asic, psu."""
    reading = miner.read()
    stamp = datetime.fromtimestamp(reading.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer: Json = {"timestamp": stamp}
    if "miner" in levels:
        answer["miner"] = {
            "hashrate": _metric(reading.hashrate_hs / 1e12, "TH/s"),
            "temperature": _metric(reading.chip_c, "°C"),
            "power": _metric(reading.power_watts, "W"),
            "efficiency": _metric(efficiency(reading.power_watts, reading.hashrate_hs), "J/TH"),
        }
    if "hashboard" in levels:
        answer["hashboards"] = [_board(miner, b) for b in reading.boards if b.present]
    if "psu" in levels:
        answer["psus"] = [_psu(miner, reading, index) for index in range(PSUS)]
    return answer


def _metric(value: float, unit: str) -> Json:
    return {"value": value, "unit": unit}


def _board(miner: SimMiner, board: BoardReading) -> Json:
    return {
        "index": board.index,
        "serial_number": miner.identity.board_serials[board.index],
        "hashrate": _metric(board.hashrate_hs / 1e12, "TH/s"),
        "temperature": {
            "unit": "°C",
            "inlet": board.inlet_c,
            "outlet": board.outlet_c,
            "average": board.board_c,
        },
        "power": _metric(board.power_watts, "W"),
        "efficiency": _metric(efficiency(board.power_watts, board.hashrate_hs), "J/TH"),
        "voltage": _metric(board.voltage, "V"),
        "current": _metric(board.power_watts / board.voltage, "A"),
    }


def _psu(miner: SimMiner, reading: Reading, index: int) -> Json:
    taken = reading.power_watts / PSUS
    given = taken * PSU_EFFICIENCY
    hot = reading.ambient_c + 22.0 * miner.machine.level
    return {
        "index": index,
        "serial_number": psu_serial(miner, index),
        "voltage": {"unit": "V", "input": 231.0, "output": miner.model.core_voltage},
        "current": {
            "unit": "A",
            "input": taken / 231.0,
            "output": given / miner.model.core_voltage,
        },
        "power": {"unit": "W", "input": taken, "output": given},
        "temperature": {
            "unit": "°C",
            "ambient": reading.ambient_c,
            "hotspot": hot,
            "average": (hot + reading.ambient_c) / 2,
        },
    }


def psu_serial(miner: SimMiner, index: int) -> str:
    """The serial number of a power supply."""
    return f"PSU-{miner.identity.serial}-{index}"


def cooling(miner: SimMiner) -> Json:
    """`GET /cooling`."""
    reading = miner.read()
    fixed = miner.settings.fan_percent
    mode = "Auto" if fixed is None else ("Off" if fixed == 0 else "Manual")
    body = {
        "fan_mode": mode,
        "speed_percentage": reading.fan_percent,
        "target_temperature_c": miner.settings.extra.get("target_c", DEFAULT_TARGET_C),
        "fans": [
            {
                "slot": index + 1,
                "rpm": rpm,
                "percentage": reading.fan_percent,
                "speed_percentage": reading.fan_percent,
            }
            for index, rpm in enumerate(reading.fans_rpm)
        ],
    }
    return {"cooling-status": body}


def errors(miner: SimMiner) -> list[Json]:
    """`GET /errors`: what is wrong now."""
    now = int(miner.clock())
    found: list[tuple[str, int, str, str]] = []
    fan = miner.faults.get(FaultKind.FAN_FAILURE)
    if fan is not None:
        slot = fan.index + 1
        found.append(("fan", slot, "FanSlow", f"Fan {slot} has stalled. Actual RPM: 0"))
    board = miner.faults.get(FaultKind.BOARD_LOSS)
    if board is not None:
        slot = board.index + 1
        text = f"Hashboard {slot} lost its connection"
        found.append(("hashboard", slot, "HbCommunication", text))
    if miner.machine.protected:
        found.append(("hashboard", 1, "HbOverHeat", "Hashboard 1 is too hot"))
    return [
        {"source": source, "slot": slot, "error_code": code, "timestamp": now, "message": text}
        for source, slot, code, text in found
    ]


def series(name: str, value: float, now: float, duration: Any) -> Json:
    """A time series of one point: the simulator keeps no history."""
    body = {
        "duration": duration,
        "data": [{"datetime": int(now), "value": value}],
        "aggregates": {"min": value, "avg": value, "max": value},
    }
    return {f"{name}-data": body}
