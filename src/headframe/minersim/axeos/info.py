"""`GET /api/system/info` and `/api/system/asic` of AxeOS."""

from headframe.minersim.catalogue import Model
from headframe.minersim.cgminer import Json
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading
from headframe.minersim.settings import Pool

SMALL_CORES = {"BM1370": 2040, "BM1368": 1276, "BM1366": 894}
BOARD_VERSION = {"BM1370": "601", "BM1368": "401", "BM1366": "204"}
FREQUENCIES_MHZ = {
    "BM1370": [400, 490, 525, 550, 600, 625],
    "BM1368": [400, 425, 450, 475, 485, 490, 500, 525, 550, 575],
}
VOLTAGES_MV = {"BM1370": [1000, 1060, 1100, 1150, 1200, 1250], "BM1368": [1100, 1150, 1166, 1200, 1250, 1300]}
_NO_POOL = Pool("", "", "")


def core_voltage_mv(miner: SimMiner) -> int:
    """The core voltage set, in millivolts."""
    return int(miner.settings.core_voltage_mv or miner.model.core_voltage * 1000)


def frequency_mhz(miner: SimMiner) -> int:
    """The frequency set."""
    return int(miner.settings.frequency_mhz or miner.model.frequency_mhz)


def system_info(miner: SimMiner) -> Json:
    """Everything AxeOS tells about itself; hash rates in GH/s, voltages in mV, current in mA."""
    reading = miner.read()
    return {
        **_electric(miner, reading),
        **_hashing(miner, reading),
        **_pools(miner),
        **_system(miner, reading),
    }


def _electric(miner: SimMiner, reading: Reading) -> Json:
    board = reading.boards[0]
    core = core_voltage_mv(miner)
    return {
        "power": round(reading.power_watts, 8),
        "voltage": 5175,
        "current": round(reading.power_watts / 5.175 * 1000, 2),
        "maxPower": 40,
        "nominalVoltage": 5,
        "temp": round(reading.chip_c, 3),
        "temp2": -1,
        "vrTemp": int(board.board_c),
        "temptarget": 60,
        "coreVoltage": core,
        "coreVoltageActual": core + 6 if reading.mining else 0,
        "frequency": frequency_mhz(miner),
        "autofanspeed": int(miner.settings.fan_percent is None),
        "fanspeed": reading.fan_percent,
        "minimumFanSpeed": 25,
        "fanrpm": reading.fans_rpm[0],
        "fan2rpm": 0,
        "overheat_mode": int(miner.machine.protected),
        "overclockEnabled": 0,
        "invertfanpolarity": 1,
    }


def _hashing(miner: SimMiner, reading: Reading) -> Json:
    lost = FaultKind.BOARD_LOSS in miner.faults
    scale = frequency_mhz(miner) / miner.model.frequency_mhz
    rate = round(reading.hashrate_hs / 1e9, 2)
    return {
        "hashRate": rate,
        "hashRate_1m": rate,
        "hashRate_10m": round(reading.average_hs / 1e9, 2),
        "hashRate_1h": round(reading.average_hs / 1e9, 2),
        "expectedHashrate": round(miner.model.hashrate_hs * scale / 1e9, 2),
        "errorPercentage": 0.2,
        "bestDiff": _short(reading.best_share),
        "bestSessionDiff": _short(reading.best_share),
        "sharesAccepted": reading.accepted,
        "sharesRejected": reading.rejected,
        "sharesRejectedReasons": [],
        "ASICModel": miner.model.chip,
        "asicCount": 0 if lost else 1,
        "smallCoreCount": SMALL_CORES[miner.model.chip],
        "miningPaused": not miner.settings.mining,
    }


def _pools(miner: SimMiner) -> Json:
    pools = [*miner.settings.pools, _NO_POOL, _NO_POOL][:2]
    host, port = split_url(pools[0].url)
    spare_host, spare_port = split_url(pools[1].url)
    return {
        "stratumURL": host,
        "stratumPort": port,
        "stratumUser": pools[0].user,
        "stratumDiff": 0,
        "stratumSuggestedDifficulty": 1000,
        "stratumExtranonceSubscribe": 0,
        "fallbackStratumURL": spare_host,
        "fallbackStratumPort": spare_port,
        "fallbackStratumUser": pools[1].user,
        "fallbackStratumSuggestedDifficulty": 1000,
        "fallbackStratumExtranonceSubscribe": 0,
        "isUsingFallbackStratum": 0,
        "poolDifficulty": int(miner.model.share_difficulty),
        "responseTime": 31.5,
    }


def _system(miner: SimMiner, reading: Reading) -> Json:
    return {
        "macAddr": miner.identity.mac,
        "hostname": miner.hostname,
        "ipv4": miner.address,
        "ssid": "mine",
        "wifiStatus": "Connected!",
        "wifiRSSI": -52,
        "apEnabled": 0,
        "uptimeSeconds": reading.uptime_seconds,
        "freeHeap": 8_443_612,
        "isPSRAMAvailable": 1,
        "version": miner.model.firmware,
        "axeOSVersion": miner.model.firmware,
        "idfVersion": "v5.4",
        "boardVersion": BOARD_VERSION[miner.model.chip],
        "runningPartition": "factory",
        "flipscreen": 1,
        "rotation": 0,
        "invertscreen": 0,
        "display": "SSD1306 (128x32)",
        "displayTimeout": -1,
        "statsFrequency": 0,
    }


def asic_info(miner: SimMiner) -> Json:
    """The chip and what it may be set to."""
    model: Model = miner.model
    return {
        "ASICModel": model.chip,
        "deviceModel": model.name,
        "swarmColor": "purple",
        "asicCount": 1,
        "defaultFrequency": int(model.frequency_mhz),
        "frequencyOptions": FREQUENCIES_MHZ[model.chip],
        "defaultVoltage": int(model.core_voltage * 1000),
        "voltageOptions": VOLTAGES_MV[model.chip],
    }


def split_url(url: str) -> tuple[str, int]:
    """Host and port of a stratum URL; AxeOS keeps them apart and without scheme."""
    rest = url.rpartition("//")[2]
    host, _, port = rest.rpartition(":")
    return (host, int(port)) if host and port.isdigit() else (rest, 3333)


def _short(difficulty: int) -> str:
    value = float(difficulty)
    for suffix in ("", "k", "M", "G", "T"):
        if value < 1000:
            return f"{value:.0f}" if not suffix else f"{value:.2f}{suffix}"
        value /= 1000
    return f"{value:.2f}P"
