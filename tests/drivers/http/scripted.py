"""A TCP server that answers HTTP requests with prepared bytes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from headframe.drivers.http.endpoint import Endpoint

Script = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Scripted:
    """Counts connections and requests, and keeps each request's head and body."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self.endpoint = Endpoint("127.0.0.1", 0)


@asynccontextmanager
async def scripted(script: Script) -> AsyncIterator[Scripted]:
    """Serve on a free port of 127.0.0.1; `script` writes what it likes for each request."""
    seen = Scripted()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.lower().split(b"\r\n")
                        if line.startswith(b"content-length")
                    ),
                    0,
                )
                seen.requests.append(head + await reader.readexactly(length))
                await script(seen.requests[-1], writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.endpoint = Endpoint("127.0.0.1", server.sockets[0].getsockname()[1])
    try:
        yield seen
    finally:
        server.close()


def answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole HTTP answer."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def always(data: bytes, *, closes: bool = False) -> Script:
    """A script that writes the same bytes each time."""

    async def script(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if closes:
            await writer.drain()
            writer.close()

    return script
