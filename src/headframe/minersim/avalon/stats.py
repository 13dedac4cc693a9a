"""`stats` of the two generations: one long line (1246), or summary and boards apart (Q)."""

from headframe.minersim.avalon.text import (
    brackets,
    chip_row,
    core_mv,
    fan_keys,
    temperatures,
    work_state,
)
from headframe.minersim.cgminer import Json
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading


def mode_code(miner: SimMiner) -> int:
    """Canaan's work mode: on a 1246 0 normal, 1 high; on a Q 0 eco, 1 standard, 2 super."""
    mode = miner.settings.power_mode.value
    return {"low": 0, "normal": 1, "high": 2}[mode] if is_q(miner) else int(mode == "high")


def is_q(miner: SimMiner) -> bool:
    """Whether it is of the newer generation."""
    return miner.model.boards == 1


def stats_rows(miner: SimMiner, *, light: bool) -> list[Json]:
    """The STATS records: the miner, then one a pool. `light` leaves all but the summary out."""
    reading = miner.read()
    if light:
        return [{"MM ID0:Summary": q_summary(miner, reading)}]
    first: Json = {"STATS": 0, "ID": "AVALON0" if is_q(miner) else "AVA100"}
    first |= {"Elapsed": reading.mining_seconds, "Calls": 0, "Wait": 0.0}
    first |= {"Max": 0.0, "Min": 99999999.0}
    if is_q(miner):
        first |= {"MM ID0:Summary": q_summary(miner, reading), "HBinfo": _q_boards(miner, reading)}
    else:
        first |= {
            "MM ID0": _one_line(miner, reading),
            "MM Count": 1,
            "Smart Speed": 1,
            "Voltage Level Offset": 0,
            "Nonce Mask": 25,
        }
    pools = [_pool_row(miner, reading, index) for index in range(len(miner.settings.pools))]
    return [first, *pools]


def _psu(reading: Reading, *, q: bool) -> list[int]:
    """PS[error, board voltage, output V, output A, wall W, ?, power target]."""
    watts = int(reading.power_watts)
    if not reading.mining:
        return [0, 1222, 4, 0, 0, 2245, 146]
    return [0, 1214, 2240 if q else 1316, watts // 13, watts, 1320, int(watts * 1.05)]


def _rates(reading: Reading) -> dict[str, object]:
    return {
        "GHSspd": reading.hashrate_hs / 1e9,
        "DHspd": "0.300%",
        "GHSmm": reading.ideal_hs / 1e9,
        "GHSavg": reading.average_hs / 1e9,
        "WU": reading.average_hs * 60 / 2**32,
        "Freq": max(board.frequency_mhz for board in reading.boards),
    }


def _one_line(miner: SimMiner, reading: Reading) -> str:
    hottest, average = temperatures(reading)
    boards = reading.boards
    lost = FaultKind.BOARD_LOSS in miner.faults
    zeros = "0 " * (miner.model.chips_per_board - 1) + "0"
    values: dict[str, object] = {
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
        "PS": _psu(reading, q=False),
        **{f"PLL{board.index}": [1796, 4524, 5435, 2165] for board in boards},
        **_rates(reading),
        "Led": int(miner.settings.led_on),
        "MGHS": [board.hashrate_hs / 1e9 for board in boards],
        "MTmax": [int(board.chip_c) for board in boards],
        "MTavg": [int(board.board_c) for board in boards],
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
    return brackets(values)


def q_summary(miner: SimMiner, reading: Reading) -> str:
    """The `MM ID0:Summary` text of the newer generation."""
    hottest, average = temperatures(reading)
    board = reading.boards[0]
    values: dict[str, object] = {
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
        "PS": _psu(reading, q=True),
        "PCOMM_E": 0,
        **_rates(reading),
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
    return f"'STATS':{{{brackets(values)}}}"


def _q_boards(miner: SimMiner, reading: Reading) -> str:
    blocks = []
    for board in reading.boards:
        values = {
            "PVT_T0": chip_row(miner, board, board.chip_c - 8, 14),
            "PVT_V0": chip_row(miner, board, core_mv(miner), 12).strip(),
            "MW0": chip_row(miner, board, 600, 140).strip(),
        }
        blocks.append(f"'HB{board.index}':{{{brackets(values)}}}")
    return " ".join(blocks)


def _pool_row(miner: SimMiner, reading: Reading, index: int) -> Json:
    active = index == 0
    sent = reading.accepted * 131 if active else 255
    received = reading.mining_seconds * 175 if active else 2055
    difficulty = miner.model.share_difficulty if active else 0.0
    return {
        "STATS": index + 1,
        "ID": f"POOL{index}",
        "Elapsed": reading.mining_seconds,
        "Calls": 0,
        "Wait": 0.0,
        "Max": 0.0,
        "Min": 99999999.0,
        "Pool Calls": 0,
        "Pool Attempts": 0,
        "Pool Wait": 0.0,
        "Pool Max": 0.0,
        "Pool Min": 99999999.0,
        "Pool Av": 0.0,
        "Work Had Roll Time": False,
        "Work Can Roll": False,
        "Work Had Expire": False,
        "Work Roll Time": 0,
        "Work Diff": difficulty,
        "Min Diff": difficulty,
        "Max Diff": difficulty,
        "Min Diff Count": 1 if active else 0,
        "Max Diff Count": reading.accepted if active else 0,
        "Times Sent": reading.accepted if active else 3,
        "Bytes Sent": sent,
        "Times Recv": reading.accepted * 2 if active else 6,
        "Bytes Recv": received,
        "Net Bytes Sent": sent,
        "Net Bytes Recv": received,
    }
