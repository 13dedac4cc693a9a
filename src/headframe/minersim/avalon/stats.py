"""The STATS records of the two generations: one long line (1246), or summary and boards (Q)."""

from headframe.minersim.avalon.one_line import one_line
from headframe.minersim.avalon.q_text import q_boards, q_summary
from headframe.minersim.avalon.quantities import is_q
from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading


def stats_rows(miner: SimMiner, *, light: bool) -> list[Json]:
    """The STATS records: the miner, then one a pool. `light` leaves all but the summary out."""
    reading = miner.read()
    if light:
        return [{"MM ID0:Summary": q_summary(miner, reading)}]
    first: Json = {"STATS": 0, "ID": "AVALON0" if is_q(miner) else "AVA100"}
    first |= {"Elapsed": reading.mining_seconds, "Calls": 0, "Wait": 0.0}
    first |= {"Max": 0.0, "Min": 99999999.0}
    if is_q(miner):
        first |= {"MM ID0:Summary": q_summary(miner, reading), "HBinfo": q_boards(miner, reading)}
    else:
        first |= {
            "MM ID0": one_line(miner, reading),
            "MM Count": 1,
            "Smart Speed": 1,
            "Voltage Level Offset": 0,
            "Nonce Mask": 25,
        }
    pools = [_pool_row(miner, reading, index) for index in range(len(miner.settings.pools))]
    return [first, *pools]


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
