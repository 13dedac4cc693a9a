"""The HTTP API of AxeOS. No authentication, as on the real one."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from headframe.minersim.axeos.info import asic_info, frequency_mhz, split_url, system_info
from headframe.minersim.cgminer import Json
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.http import json_response
from headframe.minersim.settings import Pool

_PAGE = "<!doctype html><html><head><title>AxeOS</title></head><body>AxeOS</body></html>"
MAX_HOSTNAME_CHARS = 32


class SettingError(ValueError):
    """A value that AxeOS does not take."""


async def serve(miner: SimMiner, request: web.BaseRequest) -> web.Response:
    """Answer one HTTP request to port 80."""
    match request.method, request.path:
        case "GET", "/api/system/info":
            return json_response(miner, system_info(miner))
        case "GET", "/api/system/asic":
            return json_response(miner, asic_info(miner))
        case "PATCH", "/api/system":
            return _patch(miner, await request.read())
        case "POST", path if path in _ACTIONS:
            return web.Response(text=_ACTIONS[path](miner))
        case "GET", "/" | "/index.html":
            return web.Response(text=_PAGE, content_type="text/html")
        case _:
            return web.Response(status=404, text="Not Found")


def _restart(miner: SimMiner) -> str:
    miner.reboot()
    return "System will restart shortly."


def _identify(miner: SimMiner) -> str:
    miner.set_led(on=not miner.settings.led_on)
    if miner.settings.led_on:
        return 'The device says "Hi!" for 30 seconds.'
    return 'The device no longer says "Hi!".'


def _pause(miner: SimMiner) -> str:
    miner.stop_mining()
    return "Mining paused"


def _resume(miner: SimMiner) -> str:
    miner.start_mining()
    return "Mining resumed"


_ACTIONS: dict[str, Callable[[SimMiner], str]] = {
    "/api/system/restart": _restart,
    "/api/system/identify": _identify,
    "/api/system/pause": _pause,
    "/api/system/resume": _resume,
}


def _patch(miner: SimMiner, raw: bytes) -> web.Response:
    try:
        body = json.loads(raw)
        if not isinstance(body, dict):
            raise SettingError("not an object")
        _set_clocks(miner, body)
        _set_fan(miner, body)
        _set_pools(miner, body)
        _set_hostname(miner, body)
    except ValueError:
        return web.Response(status=400, text="Invalid settings provided")
    return web.Response(status=200)


def _set_clocks(miner: SimMiner, body: Json) -> None:
    if "frequency" not in body and "coreVoltage" not in body:
        return
    mhz = _number(body.get("frequency", frequency_mhz(miner)), 1, 2000)
    core = body.get("coreVoltage")
    miner.set_frequency(mhz, None if core is None else _number(core, 1, 2000))


def _set_fan(miner: SimMiner, body: Json) -> None:
    if body.get("autofanspeed") == 1:
        miner.set_fan(None)
    elif "fanspeed" in body:
        miner.set_fan(int(_number(body["fanspeed"], 0, 100)))


def _set_pools(miner: SimMiner, body: Json) -> None:
    pools = [*miner.settings.pools, Pool("", ""), Pool("", "")][:2]
    new = [_pool(body, "stratum", pools[0]), _pool(body, "fallbackStratum", pools[1])]
    if new != pools:
        miner.set_pools([pool for pool in new if pool.url])


def _pool(body: Json, prefix: str, old: Pool) -> Pool:
    host, port = split_url(old.url)
    host = str(body.get(f"{prefix}URL", host))
    port = int(_number(body.get(f"{prefix}Port", port), 1, 65535))
    user = str(body.get(f"{prefix}User", old.user))
    password = str(body.get(f"{prefix}Password", old.password))
    return Pool(f"stratum+tcp://{host}:{port}" if host else "", user, password)


def _set_hostname(miner: SimMiner, body: Json) -> None:
    name = body.get("hostname")
    if name is None:
        return
    if not isinstance(name, str) or not 1 <= len(name) <= MAX_HOSTNAME_CHARS:
        raise SettingError("hostname")
    miner.set_hostname(name)


def _number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise SettingError(str(value))
    return float(value)
