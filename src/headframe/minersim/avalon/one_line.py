"""The `MM ID0` text of a 1246: everything about the miner in one line of brackets."""

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


def one_line(miner: SimMiner, reading: Reading) -> str:
    """The whole text."""
    return brackets({**_state(miner, reading), **_boards(miner, reading), **_chips(miner, reading)})


def _state(miner: SimMiner, reading: Reading) -> Values:
    hottest, average = temperatures(reading)
    boards = reading.boards
    return {
        "Ver": f"{miner.model.name}-83-{miner.model.firmware}",
        "DNA": miner.identity.serial,
        "MEMFREE": "1201472.0",
        "NETFAIL": [0] * 8,
        "SYSTEMSTATU": work_state(reading) + " ",
        "Elapsed": reading.mining_seconds,
        "BOOTBY": "0x08.00000000",
        "LW": reading.mining_seconds * 995,
        "MH": [board.hardware_errors // 3 for board in boards],
        "HW": reading.hardware_errors,
        "DH": "0.300%",
        "Temp": int(reading.ambient_c),
        "TMax": hottest,
        "TAvg": average,
        **fan_keys(reading),
        "FanR": f"{reading.fan_percent}%",
        "Vo": int(core_mv(miner)),
        "PS": psu(reading, q=False),
    }


def _boards(miner: SimMiner, reading: Reading) -> Values:
    boards = reading.boards
    return {
        **{f"PLL{board.index}": [1796, 4524, 5435, 2165] for board in boards},
        **rates(reading),
        "Led": int(miner.settings.led_on),
        "MGHS": [board.hashrate_hs / 1e9 for board in boards],
        "MTmax": [int(board.chip_c) for board in boards],
        "MTavg": [int(board.board_c) for board in boards],
    }


def _chips(miner: SimMiner, reading: Reading) -> Values:
    boards = reading.boards
    lost = FaultKind.BOARD_LOSS in miner.faults
    zeros = "0 " * (miner.model.chips_per_board - 1) + "0"
    return {
        "TA": reading.boards_present * miner.model.chips_per_board,
        "Core": miner.model.chip,
        "PING": 43,
        "POWS": 0,
        "HASHS": [0] * len(boards),
        "POOLS": 0,
        "SoftOFF": int(not miner.settings.mining),
        "ECHU": [int(not board.present) for board in boards],
        "ECMM": int(lost),
        **{f"SF{board.index}": [472, 492, 512, 532] for board in boards},
        **{f"PVT_T{b.index}": chip_row(miner, b, b.chip_c - 8, 14) for b in boards},
        **{f"PVT_V{b.index}": chip_row(miner, b, core_mv(miner), 16) for b in boards},
        "MW": [reading.mining_seconds * 331] * len(boards),
        **{f"MW{b.index}": chip_row(miner, b, 625, 120) for b in boards},
        **{f"ASICCRC{board.index}": zeros for board in boards},
        "CRC": [0] * len(boards),
        "POW_I2C": "OK",
        "FACOPTS0": "",
        "FACOPTS1": "",
        "ATAOPTS0": "--avalon10-freq 376:396:416:436 --avalon10-voltage-level 46 ",
        "ATAOPTS1": "--avalon10-freq 472:492:512:532 --avalon10-voltage-level 55 ",
        "ADJ": 1,
        "COP": [0] * len(boards),
        "MPO": int(miner.model.power_watts),
        "MVL": 87,
        **{f"ATABD{board.index}": [472, 492, 512, 532] for board in boards},
        "WORKMODE": mode_code(miner),
    }
