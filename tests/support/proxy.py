"""A TCP proxy on loopback that calls on from an address of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

CHUNK_BYTES = 64 * 1024


@contextlib.asynccontextmanager
async def calling_from(address: str, port: int) -> AsyncIterator[int]:
    """Pass connections on to a port of 127.0.0.1, as if they came from `address`; the proxy's port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onwards = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        async with asyncio.TaskGroup() as group:
            group.create_task(_pass(reader, onwards[1]))
            group.create_task(_pass(onwards[0], writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()
