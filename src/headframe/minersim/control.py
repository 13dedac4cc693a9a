"""The control endpoint: ask the simulated miners what they really do, and break them.

| request | effect |
|---|---|
| `GET /miners` | all miners with their true state (`?brief=1`: address, model, MAC, ports) |
| `GET /miners/{address}` | one miner |
| `GET /miners/{address}/commands` | the commands it accepted, oldest first |
| `POST /miners/{address}/faults` | inject `{"kind": ..., parameters}` |
| `DELETE /miners/{address}/faults[/{kind}]` | clear one fault or all |
| `POST /faults` | inject into many: `{"select": {"family", "model", "addresses", "count"}, "kind"}` |
| `POST /advance` | move the fleet's clock: `{"seconds": 60}` |

Only ever on loopback: it has no authentication.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from aiohttp import web

from headframe.minersim.faults import FaultError, FaultKind, parse_fault
from headframe.minersim.fleet import Fleet
from headframe.minersim.miner import SimMiner

FLEET_KEY = web.AppKey("fleet", Fleet)
MAX_ADVANCE_SECONDS = 366 * 86_400.0
_SHUTDOWN_SECONDS = 0.5


@asynccontextmanager
async def serve_control(fleet: Fleet) -> AsyncIterator[tuple[str, int] | None]:
    """Serve the control endpoint of the fleet's specification; yields its (host, port), if any.

    Port 0 takes a free one.
    """
    if fleet.spec.control is None:
        yield None
        return
    runner = web.AppRunner(make_app(fleet), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, *fleet.spec.control)
        await site.start()
        host, port = runner.addresses[0][:2]
        fleet.control_address = (host, port)
        yield host, port
    finally:
        await runner.cleanup()


def make_app(fleet: Fleet) -> web.Application:
    """The endpoint's application."""
    app = web.Application()
    app[FLEET_KEY] = fleet
    app.add_routes(
        [
            web.get("/miners", _list),
            web.get("/miners/{address}", _one),
            web.get("/miners/{address}/commands", _commands),
            web.post("/miners/{address}/faults", _inject),
            web.delete("/miners/{address}/faults", _clear),
            web.delete("/miners/{address}/faults/{kind}", _clear),
            web.post("/faults", _inject_many),
            web.post("/advance", _advance),
        ]
    )
    return app


def _miner(request: web.Request) -> SimMiner:
    address = request.match_info["address"]
    miner = request.app[FLEET_KEY].by_address.get(address)
    if miner is None:
        raise web.HTTPNotFound(text=f"no miner at {address}")
    return miner


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest(text="the body is not JSON") from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="the body is not an object")
    return body


async def _list(request: web.Request) -> web.Response:
    miners = request.app[FLEET_KEY].miners
    if "brief" in request.query:
        keys = ("address", "family", "model", "mac", "serial", "ports")
        return web.json_response([{key: m.describe()[key] for key in keys} for m in miners])
    return web.json_response([miner.describe() for miner in miners])


async def _one(request: web.Request) -> web.Response:
    return web.json_response(_miner(request).describe())


async def _commands(request: web.Request) -> web.Response:
    return web.json_response([asdict(record) for record in _miner(request).journal])


async def _inject(request: web.Request) -> web.Response:
    miner = _miner(request)
    return _inject_into([miner], await _body(request))


async def _inject_many(request: web.Request) -> web.Response:
    body = await _body(request)
    chosen = _select(request.app[FLEET_KEY], body.pop("select", {}))
    return _inject_into(chosen, body)


def _inject_into(miners: list[SimMiner], raw: dict[str, Any]) -> web.Response:
    try:
        fault = parse_fault(raw)
    except FaultError as error:
        raise web.HTTPBadRequest(text=str(error)) from error
    for miner in miners:
        miner.faults.inject(fault)
    return web.json_response({"injected": len(miners)})


def _select(fleet: Fleet, raw: Any) -> list[SimMiner]:
    if not isinstance(raw, dict) or set(raw) - {"family", "model", "addresses", "count"}:
        raise web.HTTPBadRequest(text="select takes family, model, addresses and count")
    wanted = raw.get("addresses")
    chosen = [
        miner
        for miner in fleet.miners
        if raw.get("family", miner.model.family) == miner.model.family
        and raw.get("model", miner.model.slug) == miner.model.slug
        and (wanted is None or miner.address in wanted)
    ]
    return chosen[: raw.get("count", len(chosen))]


async def _clear(request: web.Request) -> web.Response:
    miner = _miner(request)
    name = request.match_info.get("kind")
    try:
        miner.faults.clear(None if name is None else FaultKind(name))
    except ValueError as error:
        raise web.HTTPNotFound(text=f"no fault {name}") from error
    return web.json_response({"faults": json.loads(json.dumps(miner.describe()["faults"]))})


async def _advance(request: web.Request) -> web.Response:
    seconds = (await _body(request)).get("seconds")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= MAX_ADVANCE_SECONDS:
        raise web.HTTPBadRequest(text=f"seconds must be 0..{MAX_ADVANCE_SECONDS:g}")
    fleet = request.app[FLEET_KEY]
    fleet.clock.advance(seconds)
    return web.json_response({"now": fleet.clock()})
