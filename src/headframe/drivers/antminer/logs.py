"""The miner's log: one page of text, from its last start on."""

from collections.abc import AsyncIterator

from headframe.drivers.antminer import details
from headframe.drivers.antminer.web import Web
from headframe.drivers.cgminer import identity as identities
from headframe.wire.gen.driver.v1 import driver_pb2

FILE_NAME = "antminer.log"


async def download(web: Web, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
    """The log in chunks, cut at `max_bytes`.

    Raises:
        DeviceError: no log, or another device.
    """
    seen = details.identity(await web.get(target, "get_system_info"))
    identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
    name = FILE_NAME
    async for data in web.download(target, "log", max_bytes):
        yield driver_pb2.LogChunk(file_name=name, data=data)
        name = ""
