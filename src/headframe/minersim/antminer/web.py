"""The web API of a stock Antminer, `/cgi-bin/*.cgi`, behind digest authentication."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from headframe.minersim.antminer.conf import get_conf, set_conf
from headframe.minersim.antminer.digest import challenge, check
from headframe.minersim.antminer.rpc import COMPILE_TIME
from headframe.minersim.antminer.stats import envelope, modern_stats
from headframe.minersim.cgminer import Json
from headframe.minersim.faults import FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.net.http import json_response

MIN_PASSWORD_CHARS = 5
_FILESYSTEM_VERSION = "Tue Dec  6 16:12:30 CST 2022"
_KERNEL = "Linux 4.6.0-xilinx-gff8137b-dirty #25 SMP PREEMPT Fri Nov 23 15:30:52 CST 2018"


def _system_info(miner: SimMiner, _body: Json) -> Json:
    return {
        "minertype": miner.model.name,
        "nettype": "DHCP",
        "netdevice": "eth0",
        "macaddr": miner.identity.mac,
        "hostname": miner.hostname,
        "ipaddress": miner.address,
        "netmask": "255.255.255.0",
        "gateway": "",
        "dnsservers": "",
        "system_mode": "GNU/Linux",
        "system_kernel_version": _KERNEL,
        "system_filesystem_version": _FILESYSTEM_VERSION,
        "firmware_type": "Release",
        "serinum": miner.identity.serial,
    }


def _network_info(miner: SimMiner, _body: Json) -> Json:
    return {
        "nettype": "DHCP",
        "netdevice": "eth0",
        "macaddr": miner.identity.mac,
        "ipaddress": miner.address,
        "netmask": "255.255.255.0",
        "conf_nettype": "DHCP",
        "conf_hostname": miner.hostname,
        "conf_ipaddress": "",
        "conf_netmask": "",
        "conf_gateway": "",
        "conf_dnsservers": "",
    }


def _miner_type(miner: SimMiner, _body: Json) -> Json:
    return {
        "miner_type": miner.model.name,
        "subtype": "AMLCtrl_BHB42XXX",
        "fw_version": miner.model.firmware,
    }


def _summary(miner: SimMiner, _body: Json) -> Json:
    reading = miner.read()
    row = {
        "elapsed": reading.mining_seconds,
        "rate_5s": round(reading.hashrate_hs / 1e9, 2),
        "rate_30m": round(reading.average_hs / 1e9, 2),
        "rate_avg": round(reading.average_hs / 1e9, 2),
        "rate_ideal": round(reading.ideal_hs / 1e9, 2),
        "rate_unit": "GH/s",
        "hw_all": reading.hardware_errors,
        "bestshare": reading.best_share,
        "status": _alarms(miner),
    }
    return {**envelope(miner, "summary", COMPILE_TIME), "SUMMARY": [row]}


def _alarms(miner: SimMiner) -> list[Json]:
    raised = {
        "rate": FaultKind.BOARD_LOSS in miner.faults,
        "network": False,
        "fans": FaultKind.FAN_FAILURE in miner.faults,
        "temp": miner.machine.protected,
    }
    messages = {"rate": "low hash rate", "fans": "fan lost", "temp": "over max temp"}
    return [
        {"type": kind, "status": "e", "code": 1, "msg": messages.get(kind, "")}
        if bad
        else {"type": kind, "status": "s", "code": 0, "msg": ""}
        for kind, bad in raised.items()
    ]


def _stats(miner: SimMiner, _body: Json) -> Json:
    return modern_stats(miner, COMPILE_TIME)


def _pools(miner: SimMiner, _body: Json) -> Json:
    reading = miner.read()
    rows = []
    for index, pool in enumerate(miner.settings.pools):
        first = index == 0
        rows.append(
            {
                "index": index,
                "url": pool.url,
                "user": pool.user,
                "status": "Alive" if pool.url else "Dead",
                "priority": index,
                "getworks": reading.mining_seconds // 13 if first else 0,
                "accepted": reading.accepted if first else 0,
                "rejected": reading.rejected if first else 0,
                "discarded": 0,
                "stale": 0,
                "diff": "524K" if first else "",
                "diff1": 0,
                "diffa": reading.accepted * miner.model.share_difficulty if first else 0.0,
                "diffr": reading.rejected if first else 0,
                "diffs": 0,
                "lsdiff": int(miner.model.share_difficulty) if first else 0,
                "lstime": "0:00:03" if first else "0",
            }
        )
    return {**envelope(miner, "pools", COMPILE_TIME), "POOLS": rows}


def _blink_status(miner: SimMiner, _body: Json) -> Json:
    return {"blink": miner.settings.led_on}


def _blink(miner: SimMiner, body: Json) -> Json:
    on = str(body.get("blink", "")).lower() == "true"
    miner.set_led(on=on)
    return {"code": "B000" if on else "B100"}


def _passwd(miner: SimMiner, body: Json) -> Json:
    new = body.get("newPwd")
    if body.get("curPwd") != miner.settings.accounts["root"]:
        return {"stats": "error", "code": "P002", "msg": "Current password is incorrect!"}
    if not isinstance(new, str) or len(new) < MIN_PASSWORD_CHARS or body.get("confirmPwd") != new:
        return {"stats": "error", "code": "P001", "msg": "New password is invalid!"}
    miner.set_password("root", new)
    return {"stats": "success", "code": "P000", "msg": "OK!"}


def _set_network(miner: SimMiner, body: Json) -> Json:
    hostname = body.get("ipHost", body.get("conf_hostname"))
    if not isinstance(hostname, str) or not hostname:
        return {"stats": "error", "code": "N001", "msg": "Hostname invalid!"}
    miner.set_hostname(hostname)
    return {"stats": "success", "code": "N000", "msg": "OK!"}


def _set_conf(miner: SimMiner, body: Json) -> Json:
    return set_conf(miner, body)


def _get_conf(miner: SimMiner, _body: Json) -> Json:
    return get_conf(miner)


def _reboot(miner: SimMiner, _body: Json) -> str:
    miner.reboot()
    return ""


def _reset_conf(miner: SimMiner, _body: Json) -> str:
    miner.set_pools([])
    miner.set_password("root", "root")
    return ""


def _log(miner: SimMiner, _body: Json) -> str:
    lines = [f"{miner.model.name} firmware {_FILESYSTEM_VERSION}"]
    lines += [f"{record.at:.0f} {record.name} applied={record.applied}" for record in miner.journal]
    return "\n".join(lines) + "\n"


_PAGES: dict[str, Callable[[SimMiner, Json], Json | str]] = {
    "get_system_info": _system_info,
    "get_network_info": _network_info,
    "set_network_conf": _set_network,
    "miner_type": _miner_type,
    "summary": _summary,
    "stats": _stats,
    "pools": _pools,
    "get_miner_conf": _get_conf,
    "set_miner_conf": _set_conf,
    "get_blink_status": _blink_status,
    "blink": _blink,
    "passwd": _passwd,
    "reboot": _reboot,
    "reset_conf": _reset_conf,
    "log": _log,
    "hlog": _log,
}


async def serve(miner: SimMiner, request: web.BaseRequest) -> web.Response:
    """Answer one HTTP request to port 80."""
    header = request.headers.get("Authorization", "")
    verdict = check(miner, request.method, request.path_qs, header)
    if verdict != "ok":
        headers = {"WWW-Authenticate": challenge(miner, stale=verdict == "stale")}
        return web.Response(status=401, text="401 Unauthorized", headers=headers)
    path = request.path
    name = path.removeprefix("/cgi-bin/").removesuffix(".cgi")
    page = _PAGES.get(name) if path == f"/cgi-bin/{name}.cgi" else None
    if page is None:
        if path in {"/", "/index.html"}:
            title = "<html><title>Antminer</title></html>"
            return web.Response(text=title, content_type="text/html")
        return web.Response(status=404, text="404 Not Found")
    body = parse_body(await request.read()) if request.body_exists else {}
    answer = page(miner, body)
    if isinstance(answer, str):
        return web.Response(text=answer)
    return json_response(miner, answer)


def parse_body(raw: bytes) -> dict[str, Any]:
    """A request body: a JSON object, or an HTML form; anything else is empty."""
    try:
        body = json.loads(raw)
    except ValueError:
        return dict(parse_qsl(raw.decode("latin-1")))
    return body if isinstance(body, dict) else {}
