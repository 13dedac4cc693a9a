"""A TCP server that does exactly what a test says, and leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HOST = "127.0.0.1"
END_SECONDS = 5.0
ACCEPT_TURNS = 10


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[int]:
    """A server on a free port that runs `script` for each connection and then hangs up."""
    running: set[asyncio.Task[None]] = set()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await script(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(session, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for _ in range(ACCEPT_TURNS):  # asyncio loses a connection whose server closes while it is accepted
            await asyncio.sleep(0)
        server.close()
        if running:
            _, stuck = await asyncio.wait(running, timeout=END_SECONDS)
            for task in stuck:
                task.cancel()
