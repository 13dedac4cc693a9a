"""Pools of a Proto rig."""

from typing import Any

from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.proto.reply import Refusal, Reply, ok
from headframe.minersim.settings import MAX_POOLS, Pool

_SCHEMES = ("stratum+tcp://", "stratum2+tcp://", "stratum+ssl://")


def pool_rows(miner: SimMiner) -> list[Json]:
    """The configured pools with their counters."""
    reading = miner.read()
    names = miner.settings.extra.get("pool_names")
    rows = []
    for index, pool in enumerate(miner.settings.pools):
        first = index == 0
        state = "Active" if first and reading.mining else "Idle"
        difficulty = miner.model.share_difficulty
        rows.append(
            {
                "id": index,
                "name": names[index] if isinstance(names, list) else f"Pool {index + 1}",
                "priority": index,
                "url": pool.url,
                "user": pool.user,
                "status": state,
                "connection_status": state,
                "enabled": True,
                "protocol": "Stratum V2" if pool.url.startswith("stratum2") else "Stratum V1",
                "accepted": reading.accepted if first else 0,
                "rejected": reading.rejected if first else 0,
                "difficulty": f"{difficulty:.0f}",
                "current_difficulty": difficulty,
                "best_difficulty_share": reading.best_share if first else 0,
                "last_share_time": int(reading.at) if first and reading.accepted else 0,
            }
        )
    return rows


def replace(miner: SimMiner, body: Any) -> Reply:
    """`POST /pools`: up to three, in order of priority."""
    if not isinstance(body, list) or len(body) > MAX_POOLS:
        raise Refusal(400, "INVALID_REQUEST", "up to three pools, as a list")
    rows = sorted(body, key=lambda row: row.get("priority", 0) if isinstance(row, dict) else 0)
    pools = [_pool(row) for row in rows]
    miner.set_pools(pools)
    miner.set_extra("pool_names", [str(r.get("name") or f"Pool {i}") for i, r in enumerate(rows, 1)])
    return ok({"message": "Pools configured successfully"})


def one(miner: SimMiner, name: str) -> Reply:
    """`GET /pools/{id}`."""
    return ok({"pool": pool_rows(miner)[_index(miner, name)]})


def update(miner: SimMiner, name: str, body: Any) -> Reply:
    """`PUT /pools/{id}`."""
    index = _index(miner, name)
    pools = list(miner.settings.pools)
    pools[index] = _pool(body)
    miner.set_pools(pools)
    return ok({"message": "Pool updated successfully"})


def remove(miner: SimMiner, name: str) -> Reply:
    """`DELETE /pools/{id}`."""
    index = _index(miner, name)
    miner.set_pools([pool for n, pool in enumerate(miner.settings.pools) if n != index])
    return ok({"message": "Pool deleted successfully"})


def _index(miner: SimMiner, name: str) -> int:
    if not name.isdigit() or int(name) >= len(miner.settings.pools):
        raise Refusal(422, "NOT_FOUND", f"no pool {name}")
    return int(name)


def _pool(row: Any) -> Pool:
    if not isinstance(row, dict) or not str(row.get("url", "")).startswith(_SCHEMES):
        raise Refusal(400, "INVALID_POOL_URL", "Invalid pool URL")
    return Pool(str(row["url"]), str(row.get("username", "")), str(row.get("password", "")))
