"""Firmware of a rig that installs what it is given, refuses it, or never finishes."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from headframe.driver import (
    DeviceError,
    InvalidArgumentError,
    OutcomeUnknownError,
    RefusedError,
    WrongDeviceError,
)
from headframe.drivers.http import HttpTransport, Waits
from headframe.drivers.proto_rig.driver import ProtoRigDriver
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.drivers.http.served import served

IMAGE = bytes(range(256)) * 2_000
QUICK = Waits(settle_seconds=0.5, reboot_seconds=1.0, firmware_seconds=1.0, step_seconds=0.02)
Stage = driver_pb2.FirmwareProgress


class TinyRig:
    """Takes an image, shows `states` one look after another, and runs `next_version` after a reboot."""

    def __init__(self, *states: str, next_version: str = "1.9.0", error: str = "", status: int = 200) -> None:
        self.version = "1.8.0"
        self.uptime = 5_000
        self.received = b""
        self.reboots = 0
        self._states = list(states)
        self._next_version = next_version
        self._error = error
        self._status = status

    async def pairing(self, _request: web.Request) -> web.Response:
        return web.json_response({"mac": "02:00:00:00:00:01", "cb_sn": "SN"})

    async def login(self, _request: web.Request) -> web.Response:
        return web.json_response({"access_token": "t", "refresh_token": "r"})

    async def mining(self, _request: web.Request) -> web.Response:
        return web.json_response({"mining-status": {"status": "Mining"}})

    async def system(self, _request: web.Request) -> web.Response:
        self.uptime += 1
        update: dict[str, str] = {"status": "current"}
        if self.received:
            update["status"] = self._states.pop(0) if len(self._states) > 1 else self._states[0]
            if self._error:
                update["error"] = self._error
        told = {"os": {"version": self.version}, "uptime_seconds": self.uptime, "sw_update_status": update}
        return web.json_response({"system-info": told})

    async def update(self, request: web.Request) -> web.Response:
        if self._status != 200:
            return web.json_response({"message": "busy"}, status=self._status)
        part = await (await request.multipart()).next()
        assert part is not None
        assert part.name == "file"  # type: ignore[union-attr]  # a body part, not another form
        self.received = bytes(await part.read())  # type: ignore[union-attr]
        return web.Response(status=200)

    async def reboot(self, _request: web.Request) -> web.Response:
        self.reboots += 1
        self.version, self.uptime = self._next_version, 0
        return web.json_response({"message": "ok"}, status=202)


@asynccontextmanager
async def updating(tiny: TinyRig) -> AsyncIterator[tuple[ProtoRigDriver, driver_pb2.FirmwareHeader]]:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_get("/api/v1/pairing/info", tiny.pairing)
    app.router.add_post("/api/v1/auth/login", tiny.login)
    app.router.add_get("/api/v1/mining", tiny.mining)
    app.router.add_get("/api/v1/system", tiny.system)
    app.router.add_put("/api/v1/system/update", tiny.update)
    app.router.add_post("/api/v1/system/reboot", tiny.reboot)
    driver = ProtoRigDriver(HttpTransport(), QUICK)
    async with served(app) as port:
        target = driver_pb2.Target(
            address="127.0.0.1",
            ports={"web": port},
            expected_serial="SN",
            credentials=miner_pb2.Credentials(password="password"),
        )
        header = driver_pb2.FirmwareHeader(
            target=target,
            version="1.9.0",
            size_bytes=len(IMAGE),
            sha256=hashlib.sha256(IMAGE).digest(),
        )
        try:
            yield driver, header
        finally:
            await driver.close()


async def image(data: bytes = IMAGE) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 65_536):
        yield data[start : start + 65_536]


async def test_an_update_is_installed_rebooted_into_and_read_back() -> None:
    tiny = TinyRig("installing", "installing", "installed")
    async with updating(tiny) as (driver, header):
        progress = [item async for item in driver.update_firmware(header, image())]
    assert [item.stage for item in progress] == [
        Stage.STAGE_UPLOADING,
        Stage.STAGE_WRITING,
        Stage.STAGE_REBOOTING,
        Stage.STAGE_DONE,
    ]
    assert (progress[-1].detail, tiny.reboots) == ("1.9.0", 1)
    assert tiny.received == IMAGE


@pytest.mark.parametrize(
    ("tiny", "error"),
    [
        (TinyRig("current", error="signature is wrong"), RefusedError),
        (TinyRig("error"), RefusedError),
        (TinyRig("installing"), OutcomeUnknownError),
        (TinyRig("installed", next_version="1.8.0"), OutcomeUnknownError),
        (TinyRig("installed", status=409), RefusedError),
        (TinyRig("installed", status=413), RefusedError),
        (TinyRig("installed", status=500), OutcomeUnknownError),
    ],
    ids=["refused", "failed", "never done", "runs the old one", "busy", "too large", "broken"],
)
async def test_an_update_that_fails_says_how(tiny: TinyRig, error: type[DeviceError]) -> None:
    async with updating(tiny) as (driver, header):
        with pytest.raises(error):
            await _run(driver, header)


async def _run(driver: ProtoRigDriver, header: driver_pb2.FirmwareHeader, data: bytes = IMAGE) -> None:
    async for _ in driver.update_firmware(header, image(data)):
        pass


async def test_another_image_than_announced_is_never_received_whole() -> None:
    tiny = TinyRig("installed")
    async with updating(tiny) as (driver, header):
        with pytest.raises(InvalidArgumentError, match="SHA-256"):
            await _run(driver, header, IMAGE[:-1] + b"!")
    assert not tiny.received


async def test_another_rig_is_not_written_to() -> None:
    tiny = TinyRig("installed")
    async with updating(tiny) as (driver, header):
        header.target.expected_serial = "ANOTHER"
        with pytest.raises(WrongDeviceError):
            await _run(driver, header)
    assert not tiny.received
