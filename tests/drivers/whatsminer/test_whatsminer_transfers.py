"""Logs and firmware, which the simulator does not serve: scripted miners speak just those exchanges."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from passlib.hash import md5_crypt

from headframe.driver import (
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
    WrongDeviceError,
)
from headframe.drivers.whatsminer.device import WhatsMinerDriver
from headframe.wire.gen.driver.v1 import driver_pb2
from tests.drivers.cgminer.scripted_server import HOST, serving
from tests.drivers.whatsminer.whatsminer_fleet import API3_MODEL, CLOSED_PORT, QUICK, one_miner, target_of

MAC = "c4:11:04:00:00:01"
ARCHIVE = bytes(range(256)) * 1000
IMAGE = b"firmware" * 100_000
SECRET = md5_crypt.using(salt="BQ5hoXV9").hash("secret").rsplit("$", 1)[1]
KEY = hashlib.sha256(SECRET.encode()).digest()


class Miner:
    """What a scripted miner holds, and what it does wrong."""

    def __init__(self) -> None:
        self.version = "old"
        self.mac = MAC
        self.received = b""
        self.cuts_log = False
        self.keeps_version = False
        self.is_ready = True

    async def serve_log(self, writer: asyncio.StreamWriter) -> None:
        writer.write(ARCHIVE[: len(ARCHIVE) // 2] if self.cuts_log else ARCHIVE)
        await writer.drain()

    async def take_image(self, reader: asyncio.StreamReader) -> None:
        size = int.from_bytes(await reader.readexactly(4), "little")
        self.received = await reader.readexactly(size)
        if not self.keeps_version:
            self.version = "new"


def cipher() -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(KEY), modes.ECB())  # noqa: S305 - the vendor's protocol


def opened(data: str) -> dict[str, Any]:
    decryptor = cipher().decryptor()
    found: dict[str, Any] = json.loads(decryptor.update(base64.b64decode(data)).rstrip(b"\0"))
    return found


def sealed(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer).encode()
    encryptor = cipher().encryptor()
    return json.dumps(
        {"enc": base64.b64encode(encryptor.update(text + bytes(-len(text) % 16))).decode()}
    ).encode()


async def api2(miner: Miner, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    asked = await reader.read(65_536)
    if not asked:
        return
    request = json.loads(asked)
    ok = {"STATUS": "S", "When": 1, "Code": 131}
    match request.get("command") or opened(request["data"])["cmd"]:
        case "get_token":
            token = {"time": "5626", "salt": "BQ5hoXV9", "newsalt": "jbzkfQls"}
            writer.write(json.dumps({**ok, "Code": 134, "Msg": token}).encode())
        case "summary":
            writer.write(json.dumps({"STATUS": [ok], "SUMMARY": [{"MAC": miner.mac}]}).encode())
        case "get_version":
            writer.write(json.dumps({**ok, "Msg": {"fw_ver": miner.version}}).encode())
        case "download_logs":
            writer.write(sealed({**ok, "Msg": {"logfilelen": str(len(ARCHIVE))}}))
            await miner.serve_log(writer)
        case "update_firmware":
            writer.write(sealed({**ok, "Msg": "ready" if miner.is_ready else "busy"}))
            if miner.is_ready:
                await miner.take_image(reader)
                writer.write(sealed({**ok, "Msg": "API command OK"}))


def frame(answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer).encode()
    return len(body).to_bytes(4, "little") + body


async def api3(miner: Miner, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    size = int.from_bytes(await reader.readexactly(4), "little")
    request = json.loads(await reader.readexactly(size))
    match request["cmd"]:
        case "get.device.info":
            system = {"fwversion": miner.version, "apiswitch": "1"}
            writer.write(
                frame({"code": 0, "msg": {"system": system, "network": {"mac": miner.mac}, "salt": "s"}})
            )
        case "get.log.download":
            writer.write(frame({"code": 0, "msg": {"logsize": str(len(ARCHIVE))}}))
            await miner.serve_log(writer)
        case "set.system.update_firmware":
            digest = hashlib.sha256(f"{request['cmd']}secrets{request['ts']}".encode()).digest()
            assert request["token"] == base64.b64encode(digest).decode()[:8]
            writer.write(frame({"code": 0, "msg": "ready" if miner.is_ready else "busy"}))
            if miner.is_ready:
                await miner.take_image(reader)
                writer.write(frame({"code": 0, "msg": "ok"}))


@asynccontextmanager
async def scripted(api: str) -> AsyncIterator[tuple[Miner, WhatsMinerDriver, driver_pb2.Target]]:
    """A scripted miner, a driver, and the target between them. The miner hangs up after each answer."""
    miner = Miner()
    script = api2 if api == "api" else api3

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await script(miner, reader, writer)

    async with serving(session) as port:
        ports = {"api": CLOSED_PORT, "api_v3": CLOSED_PORT, api: port}
        account = "admin" if api == "api" else "super"
        yield (
            miner,
            WhatsMinerDriver(QUICK),
            driver_pb2.Target(
                address=HOST,
                ports=ports,
                expected_mac=MAC,
                credentials={"username": account, "password": "secret"},
            ),
        )


def header(target: driver_pb2.Target, image: bytes = IMAGE) -> driver_pb2.FirmwareHeader:
    return driver_pb2.FirmwareHeader(
        target=target, version="new", size_bytes=len(IMAGE), sha256=hashlib.sha256(image).digest()
    )


async def chunks(image: bytes = IMAGE) -> AsyncIterator[bytes]:
    for start in range(0, len(image), 65_536):
        yield image[start : start + 65_536]


both = pytest.mark.parametrize("api", ["api", "api_v3"])


@both
async def test_the_log_archive_arrives_whole(api: str) -> None:
    async with scripted(api) as (_, driver, target):
        found = [chunk async for chunk in driver.download_logs(target, 10_000_000)]

    assert b"".join(chunk.data for chunk in found) == ARCHIVE
    assert found[0].file_name.endswith(".tgz")
    assert not any(chunk.file_name for chunk in found[1:])


@both
async def test_a_log_archive_cut_short_is_a_protocol_error(api: str) -> None:
    async with scripted(api) as (miner, driver, target):
        miner.cuts_log = True
        with pytest.raises(ProtocolError):
            _ = [chunk async for chunk in driver.download_logs(target, 10_000_000)]


@both
async def test_a_log_archive_larger_than_asked_for_is_refused(api: str) -> None:
    async with scripted(api) as (_, driver, target):
        with pytest.raises(RefusedError):
            _ = [chunk async for chunk in driver.download_logs(target, 1000)]


@both
async def test_an_image_is_written_and_its_version_read_back(api: str) -> None:
    async with scripted(api) as (miner, driver, target):
        found = [step async for step in driver.update_firmware(header(target), chunks())]

    assert miner.received == IMAGE
    stages = [step.stage for step in found]
    assert stages == sorted(stages)
    assert stages[-1] == driver_pb2.FirmwareProgress.STAGE_DONE
    assert found[-1].detail == "version new"


@both
async def test_a_version_that_does_not_change_is_an_unknown_outcome(api: str) -> None:
    async with scripted(api) as (miner, driver, target):
        miner.keeps_version = True
        with pytest.raises(OutcomeUnknownError):
            _ = [step async for step in driver.update_firmware(header(target), chunks())]


@both
@pytest.mark.parametrize(
    "image", [IMAGE[:-1], IMAGE + b"x", b"y" * len(IMAGE)], ids=["short", "long", "other"]
)
async def test_another_image_than_announced_never_reaches_the_miner(api: str, image: bytes) -> None:
    async with scripted(api) as (miner, driver, target):
        with pytest.raises(InvalidArgumentError):
            _ = [step async for step in driver.update_firmware(header(target), chunks(image))]
        assert not miner.received


@both
async def test_a_miner_that_is_not_ready_gets_no_image(api: str) -> None:
    async with scripted(api) as (miner, driver, target):
        miner.is_ready = False
        with pytest.raises(RefusedError):
            _ = [step async for step in driver.update_firmware(header(target), chunks())]
        assert not miner.received


@both
async def test_another_miner_gets_no_image(api: str) -> None:
    async with scripted(api) as (miner, driver, target):
        miner.mac = "c4:11:04:00:00:02"
        with pytest.raises(WrongDeviceError):
            _ = [step async for step in driver.update_firmware(header(target), chunks())]
        assert not miner.received


async def test_a_simulated_miner_without_logs_says_that_it_has_none() -> None:
    async with one_miner(API3_MODEL) as (miner, driver):
        with pytest.raises(UnsupportedError):
            _ = [chunk async for chunk in driver.download_logs(target_of(miner), 1000)]
