"""The rig's logs: the last lines of each of its sources."""

from collections.abc import AsyncIterator

from headframe.driver import UnsupportedError
from headframe.drivers.http.untrusted import member
from headframe.drivers.proto_rig import protocol
from headframe.drivers.proto_rig.protocol import Rig
from headframe.wire.gen.driver.v1 import driver_pb2

SOURCES = ("miner_sw", "pool_sw", "miner_web_server", "os")
MAX_LINES = 10_000
"""What the rig gives at most."""

CHUNK_BYTES = 64 * 1024


async def chunks(rig: Rig, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
    """One file a source, at most `max_bytes` in all."""
    left = max_bytes
    for source in SOURCES:
        if left <= 0:
            return
        try:
            answer = await rig.read_object(f"{protocol.LOGS}?lines={MAX_LINES}&source={source}")
        except UnsupportedError:
            continue
        text = _text(answer)[:left]
        left -= len(text)
        for start in range(0, max(len(text), 1), CHUNK_BYTES):
            yield driver_pb2.LogChunk(
                file_name="" if start else f"{source}.log", data=text[start : start + CHUNK_BYTES]
            )


def _text(answer: dict[str, object]) -> bytes:
    content = member(answer, "logs").get("content")
    if not isinstance(content, list):
        return b""
    lines = (line.encode(errors="replace") for line in content if isinstance(line, str))
    return b"".join(line.rstrip(b"\n") + b"\n" for line in lines)
