"""Routes of the Proto rig's REST API: which are public, which need a token, and what they do."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from headframe.minersim.miner import SimMiner
from headframe.minersim.net.http import json_response
from headframe.minersim.proto import actions, auth, hardware, pools, status
from headframe.minersim.proto.reply import Refusal, Reply, ok

PREFIX = "/api/v1"
_PAGE = "<!doctype html><html><head><title>Proto OS</title></head><body></body></html>"
_LEVELS = {"miner", "hashboard", "psu", "asic"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request, parsed. `name` is the variable part of the path."""

    miner: SimMiner
    body: Any
    query: Mapping[str, str]
    authorized: bool
    name: str = ""

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body as an object.

        Raises:
            Refusal: it is not one.
        """
        if not isinstance(self.body, dict):
            raise Refusal(400, "INVALID_REQUEST", "Invalid request body")
        return self.body


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """What a method on a path does; `gated` ones wait for a new password."""

    handler: Handler
    public: bool = False
    gated: bool = True


def _series(name: str) -> Handler:
    def answer(call: Call) -> Reply:
        reading = call.miner.read()
        values = {
            "hashrate": reading.hashrate_hs / 1e9,
            "temperature": reading.chip_c,
            "power": reading.power_watts,
            "efficiency": status.efficiency(reading.power_watts, reading.hashrate_hs),
        }
        duration = call.query.get("duration", "12h")
        return ok(status.series(name, values[name], reading.at, duration))

    return answer


def _telemetry(call: Call) -> Reply:
    levels = set(call.query.get("level", "miner").split(","))
    if levels - _LEVELS:
        raise Refusal(400, "INCORRECT_ARGS", "level")
    return ok(status.telemetry(call.miner, levels))


def _board(call: Call) -> Reply:
    board = hardware.find_board(call.miner, call.name)
    if board is None:
        raise Refusal(422, "NOT_FOUND", f"no hashboard {call.name}")
    return ok(hardware.board_stats(call.miner, board))


def _network(call: Call) -> Reply:
    actions.set_network(call.miner, call.fields)
    return ok(hardware.network(call.miner))


def _pairing_info(call: Call) -> Reply:
    identity = call.miner.identity
    return ok({"mac": identity.mac, "cb_sn": identity.serial})


def _power_supplies(call: Call) -> Reply:
    update: dict[str, Any] = {"available_firmware": [], "psu_fw_status": []}
    return ok({"psus_info": hardware.psus(call.miner), "psu_update_status": update})


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/auth/login"): Route(lambda c: actions.login(c.miner, c.fields), public=True),
    ("POST", "/auth/refresh"): Route(lambda c: actions.refresh(c.miner, c.fields), public=True),
    ("PUT", "/auth/password"): Route(lambda c: actions.set_password(c.miner, c.fields), public=True),
    ("POST", "/auth/logout"): Route(lambda c: actions.logout(c.miner, c.fields), gated=False),
    ("PUT", "/auth/change-password"): Route(
        lambda c: actions.change_password(c.miner, c.fields), gated=False
    ),
    ("GET", "/system"): Route(lambda c: ok(hardware.system(c.miner)), public=True),
    ("GET", "/system/status"): Route(lambda c: ok(hardware.system_status(c.miner)), public=True),
    ("GET", "/network"): Route(lambda c: ok(hardware.network(c.miner)), public=True),
    ("GET", "/hardware"): Route(lambda c: ok(hardware.hardware(c.miner)), public=True),
    ("GET", "/hardware/psus"): Route(lambda c: ok({"psus-info": hardware.psus(c.miner)}), public=True),
    ("GET", "/hashboards"): Route(lambda c: ok({"hashboards-info": hardware.boards(c.miner)}), public=True),
    ("GET", "/power-supplies"): Route(_power_supplies, public=True),
    ("GET", "/pairing/info"): Route(_pairing_info, public=True),
    ("POST", "/pairing/auth-key"): Route(
        lambda c: actions.pair(c.miner, c.fields, authorized=c.authorized), public=True
    ),
    ("DELETE", "/pairing/auth-key"): Route(lambda c: actions.unpair(c.miner)),
    ("PUT", "/network"): Route(_network),
    ("GET", "/mining"): Route(lambda c: ok(status.mining_status(c.miner))),
    ("GET", "/mining/target"): Route(lambda c: ok(status.target(c.miner))),
    ("PUT", "/mining/target"): Route(lambda c: actions.set_target(c.miner, c.fields)),
    ("POST", "/mining/start"): Route(lambda c: actions.start(c.miner)),
    ("POST", "/mining/stop"): Route(lambda c: actions.stop(c.miner)),
    ("POST", "/system/reboot"): Route(lambda c: actions.reboot(c.miner)),
    ("POST", "/system/locate"): Route(lambda c: actions.locate(c.miner, c.query)),
    ("GET", "/system/logs"): Route(lambda c: actions.logs(c.miner, c.query)),
    ("GET", "/cooling"): Route(lambda c: ok(status.cooling(c.miner))),
    ("PUT", "/cooling"): Route(lambda c: actions.set_cooling(c.miner, c.fields)),
    ("GET", "/errors"): Route(lambda c: ok(status.errors(c.miner))),
    ("GET", "/telemetry"): Route(_telemetry),
    ("GET", "/hashrate"): Route(_series("hashrate")),
    ("GET", "/temperature"): Route(_series("temperature")),
    ("GET", "/power"): Route(_series("power")),
    ("GET", "/efficiency"): Route(_series("efficiency")),
    ("GET", "/pools"): Route(lambda c: ok({"pools": pools.pool_rows(c.miner)})),
    ("POST", "/pools"): Route(lambda c: pools.replace(c.miner, c.body)),
    ("POST", "/pools/test-connection"): Route(lambda _: ok({"message": "Connection successful"})),
}

# Their last path segment is a name.
NAMED_ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/pools"): Route(lambda c: pools.one(c.miner, c.name)),
    ("PUT", "/pools"): Route(lambda c: pools.update(c.miner, c.name, c.body)),
    ("DELETE", "/pools"): Route(lambda c: pools.remove(c.miner, c.name)),
    ("GET", "/hashboards"): Route(_board),
}


async def serve(miner: SimMiner, request: web.BaseRequest) -> web.Response:
    """Answer one HTTP request to port 80."""
    if request.path in {"/", "/index.html"}:
        return web.Response(text=_PAGE, content_type="text/html")
    if not request.path.startswith(PREFIX):
        return web.Response(status=404, text="Not Found")
    try:
        reply = _dispatch(miner, request, await request.read() if request.body_exists else b"")
    except Refusal as refusal:
        return json_response(miner, refusal.body, refusal.status)
    return json_response(miner, reply.body, reply.status)


def _dispatch(miner: SimMiner, request: web.BaseRequest, raw: bytes) -> Reply:
    path, name = request.path.removeprefix(PREFIX), ""
    route = ROUTES.get((request.method, path))
    if route is None:
        parent, _, name = path.rpartition("/")
        route = NAMED_ROUTES.get((request.method, parent))
    if route is None:
        raise Refusal(404, "NOT_FOUND", "No such endpoint")
    authorized = auth.is_authorized(miner, request.headers.get("Authorization", ""))
    if not route.public and not authorized:
        raise Refusal(401, "UNAUTHORIZED", "Missing or invalid bearer token")
    if not route.public and route.gated and auth.is_gated(miner):
        text = "Default password must be changed before accessing this resource"
        raise Refusal(403, "DEFAULT_PASSWORD_ACTIVE", text)
    return route.handler(Call(miner, _json(raw), request.query, authorized, name))


def _json(raw: bytes) -> Any:
    if not raw:
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refusal(400, "INVALID_REQUEST", "Invalid request body") from error
