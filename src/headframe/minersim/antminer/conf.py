"""`get_miner_conf.cgi` and `set_miner_conf.cgi`: pools, work mode, fans."""

from headframe.minersim.antminer.stats import mode_code
from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import MAX_POOLS, Pool, PowerMode

_MODES = {0: PowerMode.NORMAL, 2: PowerMode.HIGH, 3: PowerMode.LOW}
SLEEP = 1


def get_conf(miner: SimMiner) -> Json:
    """The configuration in force, always with three pool slots."""
    pools = [{"url": p.url, "user": p.user, "pass": p.password} for p in miner.settings.pools]
    pools += [{"url": "", "user": "", "pass": ""}] * (MAX_POOLS - len(pools))
    percent = miner.settings.fan_percent
    return {
        "pools": pools,
        "api-listen": True,
        "api-network": True,
        "api-groups": "A:stats:pools:devs:summary:version",
        "api-allow": "A:0/0,W:*",
        "bitmain-fan-ctrl": percent is not None,
        "bitmain-fan-pwm": str(100 if percent is None else percent),
        "bitmain-use-vil": True,
        "bitmain-freq": str(int(miner.model.frequency_mhz)),
        "bitmain-voltage": str(int(miner.model.core_voltage * 100)),
        "bitmain-ccdelay": "1",
        "bitmain-pwth": "1",
        "bitmain-work-mode": str(mode_code(miner)),
        "bitmain-freq-level": "100",
    }


def set_conf(miner: SimMiner, body: Json) -> Json:
    """Store what the page sends. The mining process restarts, as it does on the real machine."""
    pools = body.get("pools")
    mode = _mode(body)
    if not isinstance(pools, list) or mode is None or not _all_pools(pools):
        return {"stats": "error", "code": "M001", "msg": "Invalid configuration"}
    miner.set_pools(_merged(miner, pools))
    _apply_mode(miner, mode)
    manual = str(body.get("bitmain-fan-ctrl", "false")).lower() == "true"
    pwm = str(body.get("bitmain-fan-pwm", "100"))
    miner.set_fan(int(pwm) if manual and pwm.isdigit() else None)
    if mode != SLEEP:
        miner.restart_mining()
    return {"stats": "success", "code": "M000", "msg": "OK!"}


def _mode(body: Json) -> int | None:
    raw = body.get("miner-mode", body.get("bitmain-work-mode", 0))
    text = str(raw)
    return int(text) if text in {"0", "1", "2", "3"} else None


def _all_pools(pools: list[object]) -> bool:
    return all(isinstance(pool, dict) and isinstance(pool.get("url"), str) for pool in pools)


def _merged(miner: SimMiner, sent: list[Json]) -> list[Pool]:
    """Only the slots that were sent change; an empty URL empties its slot."""
    new = [Pool(p["url"], str(p.get("user", "")), str(p.get("pass", ""))) for p in sent[:MAX_POOLS]]
    merged = new + miner.settings.pools[len(new) :]
    return [pool for pool in merged if pool.url]


def _apply_mode(miner: SimMiner, mode: int) -> None:
    if mode == SLEEP:
        miner.stop_mining()
        return
    miner.set_power_mode(_MODES[mode])
    miner.start_mining()
