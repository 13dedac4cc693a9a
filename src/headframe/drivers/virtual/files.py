"""Logs and firmware images of imaginary miners."""

from collections.abc import AsyncIterator, Iterator

from headframe.drivers.virtual.miner import VirtualMiner
from headframe.wire.gen.driver.v1 import driver_pb2

LOG_LINES = 2000


def logs(miner: VirtualMiner, max_bytes: int) -> Iterator[driver_pb2.LogChunk]:
    """A miner log and a system log, `max_bytes` in all."""
    left = max_bytes
    for name in ("miner.log", "system.log"):
        text = "".join(f"{number:06d} {name} {miner.serial} ok\n" for number in range(LOG_LINES)).encode()
        data = text[:left]
        left -= len(data)
        yield driver_pb2.LogChunk(file_name=name, data=data)


async def upload(
    header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
) -> AsyncIterator[driver_pb2.FirmwareProgress]:
    """Progress while the image comes in, and while it is written."""
    stage = driver_pb2.FirmwareProgress
    size = 0
    async for data in image:
        size += len(data)
        yield stage(stage=stage.STAGE_UPLOADING, ratio=size / header.size_bytes)
    yield stage(stage=stage.STAGE_WRITING, ratio=1.0)
    yield stage(stage=stage.STAGE_REBOOTING, ratio=1.0)
