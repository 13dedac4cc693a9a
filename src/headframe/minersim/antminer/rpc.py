"""The cgminer API of a stock Antminer (S19, S21): read-only."""

from collections.abc import Callable, Mapping
from typing import Any

from headframe.minersim.antminer.stats import legacy_stats, modern_stats
from headframe.minersim.cgminer import CgminerSession, Json, section, status
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading

DESCRIPTION = "cgminer 1.0.0"
COMPILE_TIME = "Tue Dec  6 16:12:30 CST 2022"
_PRIVILEGED = frozenset(
    {"addpool", "disablepool", "enablepool", "removepool", "switchpool", "quit", "restart", "save"}
)


def about(miner: SimMiner) -> Json:
    """The firmware's names, as in `version` and the head of `stats`."""
    return {
        "BMMiner": "1.0.0",
        "Miner": miner.model.firmware,
        "CompileTime": COMPILE_TIME,
        "Type": miner.model.name,
    }


def _version(miner: SimMiner, _fields: Mapping[str, Any]) -> Json:
    head = status(miner, "S", 22, "CGMiner versions", DESCRIPTION)
    return section(head, "VERSION", [{"API": "3.1", **about(miner)}])


def _summary(miner: SimMiner, _fields: Mapping[str, Any]) -> Json:
    reading = miner.read()
    row = {
        "Elapsed": reading.mining_seconds,
        "GHS 5s": round(reading.hashrate_hs / 1e9, 2),
        "GHS av": round(reading.average_hs / 1e9, 2),
        "GHS 30m": round(reading.average_hs / 1e9, 2),
        "Found Blocks": 0,
        "Getwork": reading.mining_seconds // 13,
        "Accepted": reading.accepted,
        "Rejected": reading.rejected,
        "Hardware Errors": reading.hardware_errors,
        "Utility": round(reading.accepted * 60 / max(1, reading.mining_seconds), 2),
        "Discarded": reading.mining_seconds * 90,
        "Stale": 0,
        "Get Failures": 0,
        "Local Work": reading.mining_seconds * 90,
        "Remote Failures": 0,
        "Network Blocks": reading.mining_seconds // 600,
        "Total MH": round(reading.work_hashes / 1e6, 4),
        "Work Utility": round(reading.average_hs * 60 / 2**32, 2),
        "Difficulty Accepted": reading.accepted * miner.model.share_difficulty,
        "Difficulty Rejected": reading.rejected * miner.model.share_difficulty,
        "Difficulty Stale": 0.0,
        "Best Share": reading.best_share,
        "Device Hardware%": 0.0,
        "Device Rejected%": 0.0,
        "Pool Rejected%": _percent(reading),
        "Pool Stale%": 0.0,
        "Last getwork": int(reading.at),
    }
    return section(status(miner, "S", 11, "Summary", DESCRIPTION), "SUMMARY", [row])


def _percent(reading: Reading) -> float:
    return round(100.0 * reading.rejected / max(1, reading.accepted + reading.rejected), 4)


def _pools(miner: SimMiner, _fields: Mapping[str, Any]) -> Json:
    reading = miner.read()
    rows = [_pool(miner, reading, index) for index in range(len(miner.settings.pools))]
    head = status(miner, "S", 7, f"{len(rows)} Pool(s)", DESCRIPTION)
    return section(head, "POOLS", rows)


def _pool(miner: SimMiner, reading: Reading, index: int) -> Json:
    pool = miner.settings.pools[index]
    active = index == 0 and reading.mining
    difficulty = miner.model.share_difficulty
    accepted, rejected = (reading.accepted, reading.rejected) if index == 0 else (0, 0)
    return {
        "POOL": index,
        "URL": pool.url,
        "Status": "Alive" if pool.url else "Dead",
        "Priority": index,
        "Quota": 1,
        "Long Poll": "N",
        "Getworks": reading.mining_seconds // 13 if index == 0 else 3,
        "Accepted": accepted,
        "Rejected": rejected,
        "Discarded": reading.mining_seconds * 90 if index == 0 else 0,
        "Stale": 0,
        "Get Failures": 0,
        "Remote Failures": 0,
        "User": pool.user,
        "Last Share Time": "0:00:03" if active else "0",
        "Diff": "524K" if active else "",
        "Diff1 Shares": 0,
        "Proxy Type": "",
        "Proxy": "",
        "Difficulty Accepted": accepted * difficulty,
        "Difficulty Rejected": rejected * difficulty,
        "Difficulty Stale": 0.0,
        "Last Share Difficulty": difficulty if active else 0.0,
        "Has Stratum": True,
        "Stratum Active": active,
        "Stratum URL": pool.url.rpartition("//")[2].partition(":")[0] if active else "",
        "Has GBT": False,
        "Best Share": float(reading.best_share) if index == 0 else 0.0,
        "Pool Rejected%": _percent(reading) if index == 0 else 0.0,
        "Pool Stale%%": 0.0,  # the doubled sign is the firmware's own
    }


def _devs(miner: SimMiner, _fields: Mapping[str, Any]) -> Json:
    reading = miner.read()
    now = int(reading.at)
    row = {
        "ASC": 0,
        "Name": "BTM_SOC",
        "ID": 0,
        "Enabled": "Y",
        "Status": "Alive",
        "Tenperature": 0.0,  # the firmware's own spelling
        "MHS av": 0.0,
        "MHS 5s": 0.0,
        "Accepted": reading.accepted,
        "Rejected": reading.rejected,
        "Hardware Errors": reading.hardware_errors,
        "Utility": 0.0,
        "Last Share Pool": 0,
        "Last Share Time": now,
        "Total MH": 0.0,
        "Diff1 Work": 0,
        "Difficulty Accepted": int(reading.accepted * miner.model.share_difficulty),
        "Difficulty Rejected": int(reading.rejected * miner.model.share_difficulty),
        "Last Share Difficulty": now,
        "Last Valid Work": now,
        "Device Hardware%": 0.0,
        "Device Rejected%": 0.0,
        "Device Elapsed": reading.mining_seconds,
    }
    return section(status(miner, "S", 9, "1 ASC(s)", DESCRIPTION), "DEVS", [row])


def _stats(miner: SimMiner, fields: Mapping[str, Any]) -> Json:
    if fields.get("new_api") is True:
        return modern_stats(miner, COMPILE_TIME)
    head = status(miner, "S", 70, "CGMiner stats", DESCRIPTION)
    return section(head, "STATS", [about(miner), legacy_stats(miner)])


_COMMANDS: dict[str, Callable[[SimMiner, Mapping[str, Any]], Json]] = {
    "version": _version,
    "summary": _summary,
    "pools": _pools,
    "devs": _devs,
    "stats": _stats,
}


class AntminerSession(CgminerSession):
    """One connection to port 4028."""

    description = DESCRIPTION

    def respond(self, command: str, parameter: str, fields: Mapping[str, Any]) -> Json:  # noqa: ARG002 - no read command takes a parameter
        """Answer a read; refuse what would change the miner."""
        answerer = _COMMANDS.get(command)
        if answerer is not None:
            return answerer(self.miner, fields)
        if command in _PRIVILEGED:
            message = f"Access denied to '{command}' command"
            return {**status(self.miner, "E", 45, message, DESCRIPTION), "id": 1}
        return {**status(self.miner, "E", 14, "Invalid command", DESCRIPTION), "id": 1}
