"""The process around a driver: its gRPC server on a UNIX socket, from start to end."""

import asyncio
import contextlib
from pathlib import Path

from grpc import aio

from headframe.driver.contract import Driver
from headframe.driver.cookie import CookieCheck
from headframe.driver.limits import MAX_CONCURRENT_CALLS, MAX_MESSAGE_BYTES, STOP_GRACE_SECONDS
from headframe.driver.service import Service, handlers

SERVER_OPTIONS = (
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.so_reuseport", 0),
)


async def serve(
    driver: Driver, socket: Path, cookie: str, stop: asyncio.Event, *, max_concurrency: int = 0
) -> bool:
    """Serve `driver` on `socket` until `stop` is set; False where it had to end by itself.

    Args:
        driver: the driver; closed before this returns.
        socket: path of the UNIX socket to make, in a directory only its owner can enter.
        cookie: what every call must carry as `x-headframe-cookie`.
        stop: ends the service; calls in progress get STOP_GRACE_SECONDS.
        max_concurrency: devices that polls may read at once in all; 0 leaves it to the driver.
    """
    overflowed = asyncio.Event()

    def overflow() -> None:
        overflowed.set()
        stop.set()

    server = aio.server(
        interceptors=(CookieCheck(cookie),),
        options=SERVER_OPTIONS,
        maximum_concurrent_rpcs=MAX_CONCURRENT_CALLS,
    )
    service = Service(driver, max_concurrency=max_concurrency, overflow=overflow)
    server.add_generic_rpc_handlers((handlers(service),))
    server.add_insecure_port(f"unix:{socket}")
    await server.start()
    try:
        await stop.wait()
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_GRACE_SECONDS):
                await server.stop(STOP_GRACE_SECONDS / 2)
                await driver.close()
    return not overflowed.is_set()
