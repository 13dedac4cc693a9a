"""Over-the-air updates of a miner that takes the image, restarts and runs what it was given, or does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from headframe.driver import InvalidArgumentError, OutcomeUnknownError, WrongDeviceError
from headframe.drivers.axeos.driver import AxeosDriver
from headframe.drivers.http import HttpTransport, Waits
from headframe.wire.gen.driver.v1 import driver_pb2
from tests.drivers.http.served import served

MAC = "AA:BB:CC:00:11:22"
IMAGE = b"\xe9" + bytes(200_000)
QUICK = Waits(settle_seconds=0.5, reboot_seconds=1.0, firmware_seconds=1.0, step_seconds=0.02)
Stage = driver_pb2.FirmwareProgress


class TinyAxe:
    """Answers info, and runs `next_version` once it has been given an image."""

    def __init__(self, next_version: str = "v2.14.0", *, validates: bool = True) -> None:
        self.version = "v2.4.5"
        self.uptime = 5_000
        self.received = b""
        self._next_version = next_version
        self._validates = validates

    async def info(self, _request: web.Request) -> web.Response:
        self.uptime += 1
        return web.json_response(
            {
                "macAddr": MAC,
                "ASICModel": "BM1368",
                "hashRate": 600,
                "version": self.version,
                "uptimeSeconds": self.uptime,
            }
        )

    async def update(self, request: web.Request) -> web.Response:
        self.received = await request.read()
        if not self._validates:
            return web.Response(status=500, text="Validation / Activation Error")
        self.version, self.uptime = self._next_version, 0
        return web.Response(text="Firmware update complete, rebooting now!\n")


@asynccontextmanager
async def updating(axe: TinyAxe) -> AsyncIterator[tuple[AxeosDriver, driver_pb2.FirmwareHeader]]:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_get("/api/system/info", axe.info)
    app.router.add_post("/api/system/OTA", axe.update)
    driver = AxeosDriver(HttpTransport(), QUICK)
    async with served(app) as port:
        target = driver_pb2.Target(address="127.0.0.1", ports={"web": port}, expected_mac=MAC.lower())
        try:
            yield driver, driver_pb2.FirmwareHeader(target=target, version="2.14.0", size_bytes=len(IMAGE))
        finally:
            await driver.close()


async def image(data: bytes = IMAGE) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 65_536):
        yield data[start : start + 65_536]


async def test_an_update_ends_with_the_new_version_read_back() -> None:
    axe = TinyAxe()
    async with updating(axe) as (driver, header):
        progress = [item async for item in driver.update_firmware(header, image())]
    assert [item.stage for item in progress] == [
        Stage.STAGE_UPLOADING,
        Stage.STAGE_REBOOTING,
        Stage.STAGE_DONE,
    ]
    assert progress[-1].detail == "v2.14.0"
    assert axe.received == IMAGE


async def _run(driver: AxeosDriver, header: driver_pb2.FirmwareHeader, data: bytes = IMAGE) -> None:
    async for _ in driver.update_firmware(header, image(data)):
        pass


async def test_another_version_than_asked_for_is_of_unknown_outcome() -> None:
    async with updating(TinyAxe("v2.5.0")) as (driver, header):
        with pytest.raises(OutcomeUnknownError, match=r"v2\.5\.0"):
            await _run(driver, header)


async def test_an_image_that_the_miner_rejects_is_of_unknown_outcome() -> None:
    async with updating(TinyAxe(validates=False)) as (driver, header):
        with pytest.raises(OutcomeUnknownError, match="Validation"):
            await _run(driver, header)


@pytest.mark.parametrize("data", [b"PK" + bytes(10), b""], ids=["another format", "empty"])
async def test_what_is_no_image_is_not_sent(data: bytes) -> None:
    axe = TinyAxe()
    async with updating(axe) as (driver, header):
        with pytest.raises(InvalidArgumentError):
            await _run(driver, header, data)
    assert not axe.received


async def test_another_miner_is_not_written_to() -> None:
    axe = TinyAxe()
    async with updating(axe) as (driver, header):
        header.target.expected_mac = "aa:bb:cc:00:11:23"
        with pytest.raises(WrongDeviceError):
            await _run(driver, header)
    assert not axe.received


async def test_firmware_without_a_pause_or_presets_refuses_in_words() -> None:
    async with updating(TinyAxe()) as (driver, header):
        found = await driver.poll(header.target, driver_pb2.POLL_DEPTH_FULL)
        assert not found.details.capabilities.curtailment_levels
        assert not found.details.capabilities.HasField("power_target")
