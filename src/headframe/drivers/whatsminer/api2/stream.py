"""API 2's longer exchanges: an encrypted answer, and then bytes in one direction on the same connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headframe.driver import ProtocolError, UnreachableError
from headframe.drivers.cgminer.answers import Answer
from headframe.drivers.cgminer.transport import check_literal
from headframe.drivers.whatsminer.api2 import crypt
from headframe.drivers.whatsminer.api2.writes import read_answer
from headframe.drivers.whatsminer.framed import FrameReader

MAX_HEAD_BYTES = 64 * 1024
"""The longest JSON answer that may stand before the bytes."""


@asynccontextmanager
async def opened(address: str, port: int, timeout_seconds: float) -> AsyncIterator[FrameReader]:
    """A connection, closed on leaving.

    Raises:
        UnreachableError: nothing listens.
    """
    check_literal(address)
    try:
        async with asyncio.timeout(timeout_seconds):
            _, reader = await asyncio.get_running_loop().create_connection(FrameReader, address, port)
    except (OSError, TimeoutError) as error:
        raise UnreachableError(f"no connection to port {port}") from error
    try:
        yield reader
    finally:
        reader.close()


async def encrypted_answer(reader: FrameReader, token: crypt.Token) -> Answer:
    """The next JSON object, decrypted. It is flat (`{"enc": "..."}`), so that it ends with its first brace.

    Raises:
        DeviceError: what the answer says, or that there is none.
    """
    head = bytearray()
    while not head.endswith(b"}"):
        if len(head) >= MAX_HEAD_BYTES:
            raise ProtocolError("the answer before the data is too long")
        head += await reader.exactly(1)
    return read_answer(token, bytes(head))
