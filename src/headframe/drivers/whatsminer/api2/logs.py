"""download_logs over API 2: an encrypted request, an encrypted answer with the length, then raw bytes."""

import asyncio
import json
from collections.abc import AsyncIterator

from headframe.driver import DeviceTimeoutError, ProtocolError, RefusedError
from headframe.drivers.cgminer import values
from headframe.drivers.whatsminer.api2 import crypt, stream
from headframe.drivers.whatsminer.api2.protocol import port_of
from headframe.drivers.whatsminer.api2.writes import Writes
from headframe.drivers.whatsminer.timing import Timing
from headframe.wire.gen.driver.v1 import driver_pb2

CHUNK_BYTES = 64 * 1024
FILE_NAME = "whatsminer-logs.tgz"


async def download(
    writes: Writes, timing: Timing, target: driver_pb2.Target, max_bytes: int
) -> AsyncIterator[driver_pb2.LogChunk]:
    """The archive in chunks.

    Raises:
        RefusedError: it is larger than `max_bytes`.
        DeviceError: no archive, or one cut short.
    """
    token, _ = await writes.token(target)
    request = crypt.encrypt(token.key, {"token": token.sign, "cmd": "download_logs"})
    async with stream.opened(target.address, port_of(target), timing.request_seconds) as reader:
        try:
            async with asyncio.timeout(timing.transfer_seconds):
                reader.write(request)
                answer = await stream.encrypted_answer(reader, token)
                left = _length(answer, max_bytes)
                name = FILE_NAME
                while left:
                    data = await reader.some(min(CHUNK_BYTES, left))
                    left -= len(data)
                    yield driver_pb2.LogChunk(file_name=name, data=data)
                    name = ""
        except TimeoutError as error:
            raise DeviceTimeoutError("the log archive did not arrive in time") from error


def _length(answer: dict[str, object], max_bytes: int) -> int:
    message = answer.get("Msg")
    size = values.total(message, "logfilelen", []) if isinstance(message, dict) else None
    if size is None:
        raise ProtocolError(f"no log length in {json.dumps(answer)[:80]}")
    if size > max_bytes:
        raise RefusedError(f"the log archive has {size} bytes, more than the {max_bytes} asked for")
    return size
