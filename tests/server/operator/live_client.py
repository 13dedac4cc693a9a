"""A WebSocket client on the ASGI interface, in the test's own event loop."""

import json
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from starlette.types import ASGIApp

from tests.server.operator.operator_world import BASE, Client, World

DEADLINE_SECONDS = 10.0
HOST = BASE.removeprefix("http://")


class Closed(Exception):  # noqa: N818 - an end, not always an error
    """The server ended or refused the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass
class LiveClient:
    """An accepted socket. `ended` is set when the server closes it, taken or not; `end` says how."""

    to_server: ObjectSendStream[dict[str, Any]]
    from_server: ObjectReceiveStream[dict[str, Any]]
    ended: anyio.Event = field(default_factory=anyio.Event)
    end: tuple[int, str] | None = None

    async def send(self, message: object) -> None:
        """One JSON message, or text as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        await self.to_server.send({"type": "websocket.receive", "text": text})

    async def next(self, *types: str) -> dict[str, Any]:
        """The next message of one of these types; others are passed over. Fails after the deadline."""
        with anyio.fail_after(DEADLINE_SECONDS):
            while True:
                event = await self.from_server.receive()
                if event["type"] == "websocket.close":
                    raise Closed(event["code"], event.get("reason", ""))
                message: dict[str, Any] = json.loads(event["text"])
                if not types or message["type"] in types:
                    return message


@asynccontextmanager
async def live(world: World, client: Client | None, **headers: str) -> AsyncIterator[LiveClient]:
    """A socket with the client's cookie. Raises Closed where the handshake is refused."""
    given = {"host": HOST, "origin": BASE} | {name.lower(): value for name, value in headers.items()}
    if client is not None:
        given["cookie"] = f"headframe={client.http.cookies['headframe']}"
    async with opened(world.app, "/api/v1/live", given) as client_end:
        yield client_end


@asynccontextmanager
async def opened(app: ASGIApp, path: str, given: Mapping[str, str]) -> AsyncIterator[LiveClient]:
    """A socket of any application, by its path and headers."""
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("192.0.2.7", 5000),
        "server": (HOST, 80),
        "subprotocols": [],
        "state": {},
    }
    up_in, up_out = anyio.create_memory_object_stream[dict[str, Any]](100)
    down_in, down_out = anyio.create_memory_object_stream[dict[str, Any]](0)
    client_end = LiveClient(up_in, down_out)
    async with up_in, up_out, down_in, down_out, anyio.create_task_group() as tasks:

        async def deliver(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "websocket.close":
                client_end.end = (event["code"], event.get("reason", ""))
                client_end.ended.set()
            await down_in.send(dict(event))

        async def serve() -> None:
            await app(scope, up_out.receive, deliver)

        tasks.start_soon(serve)
        await up_in.send({"type": "websocket.connect"})
        with anyio.fail_after(DEADLINE_SECONDS):
            first = await down_out.receive()
        if first["type"] != "websocket.accept":
            raise Closed(first.get("code", 0), first.get("reason", ""))
        yield client_end
        with anyio.move_on_after(DEADLINE_SECONDS):
            await up_in.send({"type": "websocket.disconnect", "code": 1000})
        tasks.cancel_scope.cancel()
