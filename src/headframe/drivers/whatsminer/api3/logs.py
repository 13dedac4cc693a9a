"""get.log.download over API 3: an answer with the size, then the archive on the same connection."""

import asyncio
from collections.abc import AsyncIterator

from headframe.driver import DeviceTimeoutError, ProtocolError, RefusedError
from headframe.drivers.cgminer import identity as identities, values
from headframe.drivers.whatsminer.answers import check_api3
from headframe.drivers.whatsminer.api3 import details
from headframe.drivers.whatsminer.api3.protocol import get
from headframe.drivers.whatsminer.framed import Conversation
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

CHUNK_BYTES = 64 * 1024
FILE_NAME = "whatsminer-logs.tgz"


async def download(
    talk: Conversation, timing: Timing, target: driver_pb2.Target, max_bytes: int
) -> AsyncIterator[driver_pb2.LogChunk]:
    """The archive in chunks.

    Raises:
        RefusedError: it is larger than `max_bytes`.
        DeviceError: no archive, or one cut short.
    """
    async with talk:
        seen = details.identity(await get(talk, "get.device.info"))
        identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
        talk.close()
        try:
            async with asyncio.timeout(timing.transfer_seconds):
                answer = await talk.ask({"cmd": "get.log.download"}, timeout_seconds=timing.transfer_seconds)
                check_api3(answer)
                left = _length(answer.get("msg"), max_bytes)
                reader = await talk.connect()
                name = FILE_NAME
                while left:
                    data = await reader.some(min(CHUNK_BYTES, left))
                    left -= len(data)
                    yield driver_pb2.LogChunk(file_name=name, data=data)
                    name = ""
        except TimeoutError as error:
            raise DeviceTimeoutError("the log archive did not arrive in time") from error


def _length(message: object, max_bytes: int) -> int:
    size = values.total(message, "logsize", []) if isinstance(message, dict) else None
    if size is None:
        raise ProtocolError("the answer names no size of the log archive")
    if size > max_bytes:
        raise RefusedError(f"the log archive has {size} bytes, more than the {max_bytes} asked for")
    return size
