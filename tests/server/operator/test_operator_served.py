"""The operator API behind the server that production uses: granian on loopback, a real WebSocket."""

import asyncio
import json
import socket
from dataclasses import replace

import anyio
import anyio.lowlevel
import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from websockets.asyncio.client import connect

from tests.server.operator.operator_world import PASSWORD, World

DEADLINE_SECONDS = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_sign_in_list_and_live_over_real_sockets() -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    world = await World(config=replace(World().config, allowed_hosts=("127.0.0.1",))).populate()
    server = Server(world.app, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    task = asyncio.create_task(server.serve())
    try:
        with anyio.fail_after(DEADLINE_SECONDS):
            async with httpx.AsyncClient(base_url=f"{base}/api/v1") as http:
                await until_listening(port)
                signed = await http.post("/sign-in", json={"name": "mine-admin", "password": PASSWORD})
                assert signed.status_code == 200
                assert (await http.get("/devices")).json()["total"] == 4
                await follow(world, port, http.cookies["headframe"])
    finally:
        server.stop()
        await task


async def until_listening(port: int) -> None:
    while True:
        try:
            stream = await anyio.connect_tcp("127.0.0.1", port)
        except OSError:
            await anyio.lowlevel.checkpoint()
        else:
            await stream.aclose()
            return


async def follow(world: World, port: int, cookie: str) -> None:
    headers = {"Cookie": f"headframe={cookie}"}
    url = f"ws://127.0.0.1:{port}/api/v1/live"
    async with connect(url, additional_headers=headers, origin=f"http://127.0.0.1:{port}") as websocket:  # type: ignore[arg-type]
        assert json.loads(await websocket.recv())["type"] == "hello"
        await websocket.send(json.dumps({"type": "follow", "topics": ["devices"], "window": {"sort": "id"}}))
        assert json.loads(await websocket.recv())["total"] == 4
        device_id = world.mine.device_ids[0]
        world.clock.advance(1)
        await world.stores.devices.rename(world.mine.id, device_id, "Renamed")
        world.live.devices_changed(world.mine.id, [device_id])
        changed = json.loads(await websocket.recv())
        assert [row["name"] for row in changed["devices"]] == ["Renamed"]
