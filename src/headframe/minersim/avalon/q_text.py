"""The texts of an Avalon Q: `MM ID0:Summary` and `HBinfo`."""

from headframe.minersim.avalon.quantities import mode_code, psu, rates
from headframe.minersim.avalon.text import (
    brackets,
    chip_row,
    core_mv,
    fan_keys,
    temperatures,
    work_state,
)
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading

Values = dict[str, object]


def q_summary(miner: SimMiner, reading: Reading) -> str:
    """The `MM ID0:Summary` text."""
    values = {**_firmware(miner, reading), **_sensors(miner, reading), **_work(miner, reading)}
    return f"'STATS':{{{brackets(values)}}}"


def _firmware(miner: SimMiner, reading: Reading) -> Values:
    return {
        "Ver": f"{miner.model.name}-{miner.model.firmware}",
        "LVer": miner.model.firmware,
        "BVer": miner.model.firmware,
        "HashMcu0Ver": "Q_hb_v1.1",
        "FanMcuVer": "Q_fb_v1.2",
        "CPU": "K230",
        "FW": "Release",
        "DNA": miner.identity.serial,
        "STATE": 1 if reading.mining else 2,
        "MEMFREE": 67892,
        "NETFAIL": [0] * 8,
        "SSID": "",
        "RSSI": 0,
        "NetDevType": 0,
        "SYSTEMSTATU": work_state(reading),
        "Elapsed": reading.mining_seconds,
        "BOOTBY": "0x01.00000000",
        "LW": reading.mining_seconds * 449,
        "MH": 0,
        "DHW": 0,
        "HW": reading.hardware_errors,
        "DH": "0.300%",
    }


def _sensors(miner: SimMiner, reading: Reading) -> Values:
    hottest, average = temperatures(reading)
    board = reading.boards[0]
    return {
        "ITemp": int(reading.ambient_c),
        "HBITemp": int(board.inlet_c),
        "HBOTemp": int(board.outlet_c),
        "TMax": hottest,
        "TAvg": average,
        "TarT": 65,
        **fan_keys(reading),
        "FanR": f"{reading.fan_percent}%",
        "SoftOffTime": 0,
        "SoftOnTime": 0,
        "Filter": 19143,
        "FanErr": int(FaultKind.FAN_FAILURE in miner.faults),
        "SoloAllowed": 1,
    }


def _work(miner: SimMiner, reading: Reading) -> Values:
    board = reading.boards[0]
    return {
        "PS": psu(reading, q=True),
        "PCOMM_E": 0,
        **rates(reading),
        "MGHS": board.hashrate_hs / 1e9,
        "TA": reading.boards_present * miner.model.chips_per_board,
        "Core": miner.model.chip,
        "BIN": 36,
        "PING": 17,
        "SoftOFF": int(not miner.settings.mining) * 4,
        "ECHU": int(not board.present),
        "ECMM": 0,
        "PLL0": [8843, 5769, 5098, 4610],
        "SF0": [258, 276, 297, 318],
        "CRC": 0,
        "COMCRC": 0,
        "ATA0": "800-65-2264-258-20",
        "LcdOnoff": 1,
        "Activation": 0,
        "WORKMODE": mode_code(miner),
        "WORKLEVEL": 0,
        "MPO": int(miner.settings.power_limit_watts or miner.model.power_watts),
        "CALIALL": 7,
        "ADJ": 1,
        "Nonce Mask": 25,
    }


def q_boards(miner: SimMiner, reading: Reading) -> str:
    """The `HBinfo` text: temperature, voltage and work of every chip."""
    blocks = []
    for board in reading.boards:
        values = {
            "PVT_T0": chip_row(miner, board, board.chip_c - 8, 14),
            "PVT_V0": chip_row(miner, board, core_mv(miner), 12).strip(),
            "MW0": chip_row(miner, board, 600, 140).strip(),
        }
        blocks.append(f"'HB{board.index}':{{{brackets(values)}}}")
    return " ".join(blocks)
