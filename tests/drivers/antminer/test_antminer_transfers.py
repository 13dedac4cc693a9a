"""Logs from a simulated Antminer; firmware to a scripted web server, because the simulator takes none."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import BodyPartReader, web

from headframe.driver import DeviceError, OutcomeUnknownError, RefusedError, UnsupportedError
from headframe.drivers.antminer.device import AntminerDriver
from headframe.wire.gen.driver.v1 import driver_pb2
from tests.drivers.antminer.antminer_fleet import QUICK, one_miner, target_of

HOST = "127.0.0.1"
MAC = "30:cb:1b:00:00:01"
IMAGE = b"firmware" * 50_000


class Miner:
    """A web server that takes images."""

    def __init__(self) -> None:
        self.version = "old"
        self.next_version = "new"
        self.answer = '{"stats":"success","code":"U000","msg":"OK!"}'
        self.received = b""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        if "Authorization" not in request.headers:
            asked = 'Digest realm="antMiner Configuration", nonce="n", qop="auth"'
            return web.Response(status=401, headers={"WWW-Authenticate": asked})
        if request.path == "/cgi-bin/upgrade.cgi":
            assert request.content_length is not None
            part = await (await request.multipart()).next()
            assert isinstance(part, BodyPartReader)
            self.received = bytes(await part.read())
            self.version = self.next_version
            return web.Response(text=self.answer)
        info = {"macaddr": MAC, "minertype": "Antminer S21", "system_filesystem_version": self.version}
        return web.json_response(info)


@asynccontextmanager
async def scripted() -> AsyncIterator[tuple[Miner, AntminerDriver, driver_pb2.Target]]:
    miner, driver = Miner(), AntminerDriver(QUICK)
    runner = web.ServerRunner(web.Server(miner.handle))
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    try:
        target = driver_pb2.Target(
            address=HOST,
            ports={"web": runner.addresses[0][1]},
            expected_mac=MAC,
            credentials={"username": "root", "password": "root"},
        )
        yield miner, driver, target
    finally:
        await driver.close()
        await runner.cleanup()


def header(target: driver_pb2.Target) -> driver_pb2.FirmwareHeader:
    return driver_pb2.FirmwareHeader(
        target=target, version="new", size_bytes=len(IMAGE), sha256=hashlib.sha256(IMAGE).digest()
    )


async def chunks(image: bytes = IMAGE) -> AsyncIterator[bytes]:
    for start in range(0, len(image), 65_536):
        yield image[start : start + 65_536]


async def test_an_image_is_written_and_its_version_read_back() -> None:
    async with scripted() as (miner, driver, target):
        found = [step async for step in driver.update_firmware(header(target), chunks())]

    assert miner.received == IMAGE
    assert found[-1].stage == driver_pb2.FirmwareProgress.STAGE_DONE


async def test_an_image_that_the_miner_refuses() -> None:
    async with scripted() as (miner, driver, target):
        miner.answer = '{"stats":"error","code":"U001","msg":"6"}'
        with pytest.raises(RefusedError):
            _ = [step async for step in driver.update_firmware(header(target), chunks())]


async def test_a_version_that_does_not_change_is_an_unknown_outcome() -> None:
    async with scripted() as (miner, driver, target):
        miner.next_version = "old"
        with pytest.raises(OutcomeUnknownError):
            _ = [step async for step in driver.update_firmware(header(target), chunks())]


@pytest.mark.parametrize(
    "image", [IMAGE[:-1], IMAGE + b"x", b"y" * len(IMAGE)], ids=["short", "long", "other"]
)
async def test_another_image_than_announced_never_arrives_whole(image: bytes) -> None:
    async with scripted() as (miner, driver, target):
        with pytest.raises(DeviceError):
            _ = [step async for step in driver.update_firmware(header(target), chunks(image))]
        assert miner.version == "old"


async def test_the_log_arrives_and_is_cut_where_asked() -> None:
    async with one_miner() as (miner, driver):
        whole = [chunk async for chunk in driver.download_logs(target_of(miner), 1_000_000)]
        part = [chunk async for chunk in driver.download_logs(target_of(miner), 10)]

    assert b"Antminer S21" in b"".join(chunk.data for chunk in whole)
    assert whole[0].file_name == "antminer.log"
    assert sum(len(chunk.data) for chunk in part) == 10


async def test_a_firmware_without_an_upgrade_page_says_so() -> None:
    async with one_miner() as (miner, driver):
        with pytest.raises((UnsupportedError, OutcomeUnknownError)):
            _ = [step async for step in driver.update_firmware(header(target_of(miner)), chunks())]
