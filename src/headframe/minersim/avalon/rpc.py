"""The cgminer API of an Avalon."""

from collections.abc import Callable, Mapping
from typing import Any

from headframe.minersim.avalon.ascset import ascset, setpool
from headframe.minersim.avalon.quantities import is_q
from headframe.minersim.avalon.stats import stats_rows
from headframe.minersim.cgminer import CgminerSession, Json, section, status
from headframe.minersim.miner import SimMiner
from headframe.minersim.reading import Reading

DESCRIPTION = "cgminer 4.11.1"


def _version(miner: SimMiner) -> Json:
    q = is_q(miner)
    firmware = miner.model.firmware
    mac = miner.identity.mac
    row = {
        "CGMiner": "4.11.1",
        "API": "3.7",
        "PROD": "Avalon Q" if q else f"AvalonMiner {miner.model.name}",
        "MODEL": miner.model.name if q else f"{miner.model.name}-83",
        "HWTYPE": "Q_MM1v1_X1" if q else "MM3v2_X3",
        "SWTYPE": "MM319" if q else "MM317",
        "BVERSION": firmware,
        "LVERSION": firmware,
        "CGVERSION": firmware,
        "FANMCUVERSION": "Q_fb_v1.2" if q else "",
        "HBMCUVERSION": "Q_hb_v1.1" if q else "",
        "DNA": miner.identity.serial,
        "MAC": mac if q else mac.replace(":", "").lower(),
    }
    return section(status(miner, "S", 22, "CGMiner versions", DESCRIPTION), "VERSION", [row])


def _rates(reading: Reading) -> Json:
    now, mean = round(reading.hashrate_hs / 1e6, 2), round(reading.average_hs / 1e6, 2)
    return {"MHS av": mean, "MHS 5s": now, "MHS 1m": now, "MHS 5m": now, "MHS 15m": mean}


def _counters(miner: SimMiner, reading: Reading) -> Json:
    difficulty = miner.model.share_difficulty
    return {
        "Accepted": reading.accepted,
        "Rejected": reading.rejected,
        "Hardware Errors": reading.hardware_errors,
        "Utility": round(reading.accepted * 60 / max(1, reading.mining_seconds), 2),
        "Difficulty Accepted": reading.accepted * difficulty,
        "Difficulty Rejected": reading.rejected * difficulty,
        "Device Hardware%": 0.0,
        "Device Rejected%": _percent(reading),
    }


def _percent(reading: Reading) -> float:
    return round(100.0 * reading.rejected / max(1, reading.accepted + reading.rejected), 4)


def _summary(miner: SimMiner) -> Json:
    reading = miner.read()
    row = {
        "Elapsed": reading.mining_seconds,
        **_rates(reading),
        **_counters(miner, reading),
        "Found Blocks": 0,
        "Getworks": reading.mining_seconds // 56,
        "Discarded": 0,
        "Stale": 0,
        "Get Failures": 0,
        "Local Work": reading.mining_seconds * 5,
        "Remote Failures": 0,
        "Network Blocks": reading.mining_seconds // 600,
        "Total MH": round(reading.work_hashes / 1e6, 4),
        "Work Utility": round(reading.average_hs * 60 / 2**32, 2),
        "Difficulty Stale": 0.0,
        "Best Share": reading.best_share,
        "Pool Rejected%": _percent(reading),
        "Pool Stale%": 0.0,
        "Last getwork": 0,
    }
    return section(status(miner, "S", 11, "Summary", DESCRIPTION), "SUMMARY", [row])


def _devs(miner: SimMiner) -> Json:
    reading = miner.read()
    now = int(reading.at)
    row = {
        "ASC": 0,
        "Name": "AVALON",
        "ID": 0,
        "Enabled": "Y",
        "Status": "Alive",
        "Temperature": round(reading.ambient_c, 2) if reading.mining else 0.0,
        **_rates(reading),
        **_counters(miner, reading),
        "Last Share Pool": 0,
        "Last Share Time": now,
        "Total MH": round(reading.work_hashes / 1e6, 4),
        "Diff1 Work": int(reading.accepted * miner.model.share_difficulty),
        "Last Share Difficulty": miner.model.share_difficulty,
        "Last Valid Work": now,
        "Device Elapsed": reading.mining_seconds,
    }
    return section(status(miner, "S", 9, "1 ASC(s)", DESCRIPTION), "DEVS", [row])


def _pools(miner: SimMiner) -> Json:
    reading = miner.read()
    rows = [_pool(miner, reading, index) for index in range(len(miner.settings.pools))]
    head = status(miner, "S", 7, f"{len(rows)} Pool(s)", DESCRIPTION)
    return section(head, "POOLS", rows)


def _pool(miner: SimMiner, reading: Reading, index: int) -> Json:
    pool = miner.settings.pools[index]
    first = index == 0
    difficulty = miner.model.share_difficulty
    accepted, rejected = (reading.accepted, reading.rejected) if first else (0, 0)
    return {
        "POOL": index,
        "URL": pool.url,
        "Status": "Alive",
        "Priority": index,
        "Quota": 1,
        "Long Poll": "N",
        "Getworks": reading.mining_seconds // 56 if first else 3,
        "Accepted": accepted,
        "Rejected": rejected,
        "Works": reading.mining_seconds * 2 if first else 0,
        "Discarded": 0,
        "Stale": 0,
        "Get Failures": 0,
        "Remote Failures": 0,
        "User": pool.user,
        "Password": pool.password,
        "Last Share Time": int(reading.at) if accepted else 0,
        "Diff1 Shares": int(accepted * difficulty),
        "Proxy Type": "",
        "Proxy": "",
        "Difficulty Accepted": accepted * difficulty,
        "Difficulty Rejected": rejected * difficulty,
        "Difficulty Stale": 0.0,
        "Last Share Difficulty": difficulty if accepted else 0.0,
        "Work Difficulty": difficulty if first else 0.0,
        "Has Stratum": True,
        "Stratum Active": first and reading.mining,
        "Stratum URL": pool.url,
        "Stratum Difficulty": difficulty if first else 0.0,
        "Has Vmask": True,
        "Has GBT": False,
        "Best Share": reading.best_share if first else 0,
        "Pool Rejected%": _percent(reading) if first else 0.0,
        "Pool Stale%": 0.0,
        "Bad Work": 0,
        "Current Block Height": 907_089 + reading.mining_seconds // 600,
        "Current Block Version": 536_870_912,
    }


def _stats(miner: SimMiner) -> Json:
    head = status(miner, "S", 70, "CGMiner stats", DESCRIPTION)
    return section(head, "STATS", stats_rows(miner, light=False))


def _litestats(miner: SimMiner) -> Json:
    head = status(miner, "S", 70, "CGMiner stats", DESCRIPTION)
    return section(head, "STATS", stats_rows(miner, light=True))


def _devdetails(miner: SimMiner) -> Json:
    row = {
        "DEVDETAILS": 0,
        "Name": "AVALON",
        "ID": 0,
        "Driver": "avalon",
        "Kernel": "",
        "Model": "",
        "Device Path": "",
    }
    return section(status(miner, "S", 69, "Device Details", DESCRIPTION), "DEVDETAILS", [row])


def _config(miner: SimMiner) -> Json:
    row = {
        "ASC Count": 1,
        "PGA Count": 0,
        "Pool Count": len(miner.settings.pools),
        "Strategy": "Failover",
        "Log Interval": 5,
        "Device Code": "AVALON",
        "OS": "Linux",
        "Hotplug": "None",
    }
    return section(status(miner, "S", 33, "CGMiner config", DESCRIPTION), "CONFIG", [row])


def _coin(miner: SimMiner) -> Json:
    row = {
        "Hash Method": "sha256",
        "Current Block Time": round(miner.clock() % 600, 6),
        "Current Block Hash": f"{miner.seed:064x}",
        "LP": True,
        "Network Difficulty": 126271255279306.98,
    }
    return section(status(miner, "S", 78, "CGMiner coin", DESCRIPTION), "COIN", [row])


_READS: dict[str, Callable[[SimMiner], Json]] = {
    "version": _version,
    "summary": _summary,
    "devs": _devs,
    "pools": _pools,
    "stats": _stats,
    "estats": _stats,
    "litestats": _litestats,
    "devdetails": _devdetails,
    "config": _config,
    "coin": _coin,
}


class AvalonSession(CgminerSession):
    """One connection to port 4028."""

    description = DESCRIPTION

    def respond(self, command: str, parameter: str, fields: Mapping[str, Any]) -> Json:
        """Answer one command."""
        del fields
        read = _READS.get(command)
        if read is not None:
            return read(self.miner)
        match command:
            case "ascset":
                kind, code, text = ascset(self.miner, parameter)
            case "setpool":
                kind, code, text = setpool(self.miner, parameter)
            case "check":
                return self._check(parameter)
            case "restart":
                self.miner.restart_mining()
                return {"STATUS": "RESTART"}
            case _:
                kind, code, text = "E", 14, "Invalid command"
        return {**status(self.miner, kind, code, text, DESCRIPTION), "id": 1}

    def _check(self, name: str) -> Json:
        exists = name in _READS or name in {"ascset", "setpool", "check", "restart"}
        row = {"Exists": "Y" if exists else "N", "Access": "Y" if exists else "N"}
        return section(status(self.miner, "S", 72, "Check command", DESCRIPTION), "CHECK", [row])
