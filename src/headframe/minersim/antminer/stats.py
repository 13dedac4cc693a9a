"""The two forms of `stats` on stock firmware: flat cgminer keys, and the web API's chains."""

from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.noise import mix
from headframe.minersim.reading import BoardReading, Reading

MAX_CHAINS = 4


def _sensors(board: BoardReading, *, outlet: float, inlet: float) -> list[int]:
    """Four sensors of a board: one at the hot end, one at the cold end, two between."""
    if not board.present:
        return [0, 0, 0, 0]
    middle = (outlet + inlet) / 2
    return [int(outlet), int(inlet), int(middle), int(middle + 1)]


def _dashed(values: list[int]) -> str:
    return "-".join(str(value) for value in values)


def _chip_map(chips: int) -> str:
    return " ooo" * (chips // 3) + (" " + "o" * (chips % 3) if chips % 3 else "")


def legacy_stats(miner: SimMiner) -> Json:
    """The flat `STATS` record: one key per chain and quantity."""
    reading = miner.read()
    frequency = int(miner.model.frequency_mhz)
    row: Json = {
        "STATS": 0,
        "ID": "BTM_SOC0",
        "Elapsed": reading.mining_seconds,
        "Calls": 0,
        "Wait": 0,
        "Max": 0,
        "Min": 99999999,
        "GHS 5s": round(reading.hashrate_hs / 1e9, 2),
        "GHS av": round(reading.average_hs / 1e9, 2),
        "rate_30m": round(reading.average_hs / 1e9, 2),
        "Mode": 2,
        "miner_count": reading.boards_present,
        "frequency": frequency,
        "fan_num": len(reading.fans_rpm),
        "temp_num": reading.boards_present,
        "temp_max": 0,
        "total_rateideal": round(reading.ideal_hs / 1e9, 2),
        "rate_unit": "GH",
        "total_freqavg": frequency,
        "total_acn": reading.boards_present * miner.model.chips_per_board,
        "total rate": round(reading.average_hs / 1e9, 2),
        "no_matching_work": reading.hardware_errors,
        "miner_version": miner.model.firmware,
        "miner_id": _hardware_id(miner),
    }
    row |= {f"fan{index + 1}": rpm for index, rpm in enumerate(reading.fans_rpm)}
    for slot in range(1, MAX_CHAINS + 1):
        row |= _chain_keys(miner, reading, slot)
    return row


def _hardware_id(miner: SimMiner) -> str:
    """The number burnt into the control board: another board answers with another one."""
    return f"{mix(int(miner.identity.mac.replace(':', ''), 16)):016x}"


def _chain_keys(miner: SimMiner, reading: Reading, slot: int) -> Json:
    fitted = slot <= len(reading.boards)
    board = reading.boards[slot - 1] if fitted else None
    if board is None or not board.present:
        empty = _dashed([0, 0, 0, 0])
        return {
            **({f"temp{slot}": 0, f"temp2_{slot}": 0} if fitted else {}),
            f"freq{slot}": 0,
            f"chain_acn{slot}": 0,
            f"chain_acs{slot}": "",
            f"chain_hw{slot}": 0,
            f"chain_rate{slot}": "",
            f"temp_pcb{slot}": empty,
            f"temp_chip{slot}": empty,
            f"temp_pic{slot}": empty,
        }
    pcb = _sensors(board, outlet=board.board_c, inlet=board.inlet_c - 5)
    chip = _sensors(board, outlet=board.chip_c, inlet=board.inlet_c)
    return {
        f"temp{slot}": pcb[0],
        f"temp2_{slot}": chip[0],
        f"freq{slot}": int(board.frequency_mhz),
        f"chain_acn{slot}": miner.model.chips_per_board,
        f"chain_acs{slot}": _chip_map(miner.model.chips_per_board),
        f"chain_hw{slot}": board.hardware_errors,
        f"chain_rate{slot}": f"{board.hashrate_hs / 1e9:.2f}",
        f"temp_pcb{slot}": _dashed(pcb),
        f"temp_chip{slot}": _dashed(chip),
        f"temp_pic{slot}": _dashed([value - 10 for value in pcb]),
    }


def envelope(miner: SimMiner, message: str, compile_time: str) -> Json:
    """The head of every answer of the newer API."""
    return {
        "STATUS": {
            "STATUS": "S",
            "when": int(miner.clock()),
            "Msg": message,
            "api_version": "1.0.0",
        },
        "INFO": {
            "miner_version": miner.model.firmware,
            "CompileTime": compile_time,
            "type": miner.model.name,
        },
    }


def modern_stats(miner: SimMiner, compile_time: str) -> Json:
    """`stats.cgi`, also `stats` with `new_api`: a list of chains."""
    reading = miner.read()
    return {**envelope(miner, "stats", compile_time), "STATS": [_modern_row(miner, reading)]}


def _modern_row(miner: SimMiner, reading: Reading) -> Json:
    return {
        "elapsed": reading.mining_seconds,
        "rate_5s": round(reading.hashrate_hs / 1e9, 2),
        "rate_30m": round(reading.average_hs / 1e9, 2),
        "rate_avg": round(reading.average_hs / 1e9, 2),
        "rate_ideal": round(reading.ideal_hs / 1e9, 2),
        "rate_unit": "GH/s",
        "chain_num": reading.boards_present,
        "fan_num": len(reading.fans_rpm),
        "fan": list(reading.fans_rpm),
        "hwp_total": 0.0,
        "miner-mode": mode_code(miner),
        "freq-level": 100,
        "chain": [_chain(miner, board) for board in reading.boards if board.present],
    }


def _chain(miner: SimMiner, board: BoardReading) -> Json:
    return {
        "index": board.index,
        "freq_avg": int(board.frequency_mhz),
        "rate_ideal": round(board.ideal_hs / 1e9, 2),
        "rate_real": round(board.hashrate_hs / 1e9, 2),
        "asic_num": miner.model.chips_per_board,
        "asic": _chip_map(miner.model.chips_per_board),
        "temp_pic": _sensors(board, outlet=board.board_c - 10, inlet=board.inlet_c - 15),
        "temp_pcb": _sensors(board, outlet=board.board_c, inlet=board.inlet_c - 5),
        "temp_chip": _sensors(board, outlet=board.chip_c, inlet=board.inlet_c),
        "hw": board.hardware_errors,
        "eeprom_loaded": True,
        "sn": miner.identity.board_serials[board.index],
        "hwp": 0.0,
        "tpl": [],
    }


def mode_code(miner: SimMiner) -> int:
    """Bitmain's work mode: 0 normal, 1 sleep, 2 high, 3 low."""
    if not miner.settings.mining:
        return 1
    return {"normal": 0, "high": 2, "low": 3}[miner.settings.power_mode.value]
