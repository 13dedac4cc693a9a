"""Clients of the vendors' protocols for these tests, written apart from the simulator's code."""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from passlib.hash import md5_crypt

DEADLINE_SECONDS = 10.0
V2_FACTORY_PASSWORD = "admin"
V3_ACCOUNT = "super"  # its factory password is the same word


async def exchange(address: str, port: int, request: bytes) -> bytes:
    """Send, then read until the miner closes."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        reader, writer = await asyncio.open_connection(address, port)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()


async def ask(address: str, port: int, command: str, **fields: Any) -> dict[str, Any]:
    """A JSON request to a cgminer API."""
    raw = await exchange(address, port, json.dumps({"command": command, **fields}).encode())
    answer: dict[str, Any] = json.loads(raw.rstrip(b"\x00"))
    return answer


def ecb(key: bytes) -> Cipher[modes.ECB]:
    """The vendor's cipher."""
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - MicroBT's choice


class BtminerV2:
    """WhatsMiner API 2.0 writes: a token, then an encrypted command."""

    def __init__(self, address: str, port: int, password: str = V2_FACTORY_PASSWORD) -> None:
        self.address, self.port, self.password = address, port, password

    async def write(self, command: str, **fields: Any) -> dict[str, Any]:
        """The answer, decrypted where it comes encrypted."""
        offer = await ask(self.address, self.port, "get_token")
        if offer["Code"] != 134:
            return offer
        text = offer["Msg"]
        key = md5_crypt.using(salt=text["salt"]).hash(self.password).split("$")[3]
        sign = md5_crypt.using(salt=text["newsalt"]).hash(key + text["time"]).split("$")[3]
        return await self.send(key, {"cmd": command, "token": sign, **fields})

    async def send(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Encrypt, send, decrypt."""
        cipher = ecb(hashlib.sha256(key.encode()).digest())
        plain = json.dumps(body).encode()
        encryptor = cipher.encryptor()
        data = encryptor.update(plain + b"\0" * (-len(plain) % 16)) + encryptor.finalize()
        request = json.dumps({"enc": 1, "data": base64.b64encode(data).decode()}).encode()
        raw = await exchange(self.address, self.port, request)
        answer: dict[str, Any] = json.loads(raw.rstrip(b"\x00"))
        if "enc" not in answer:
            return answer
        decryptor = cipher.decryptor()
        opened = decryptor.update(base64.b64decode(answer["enc"])) + decryptor.finalize()
        result: dict[str, Any] = json.loads(opened.rstrip(b"\0"))
        return result


class BtminerV3:
    """WhatsMiner API 3.0: length-framed JSON, a token a write."""

    def __init__(
        self, address: str, port: int, account: str = V3_ACCOUNT, password: str = V3_ACCOUNT
    ) -> None:
        self.address, self.port = address, port
        self.account, self.password = account, password

    async def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """One message and its answer."""
        body = json.dumps(request).encode()
        async with asyncio.timeout(DEADLINE_SECONDS):
            reader, writer = await asyncio.open_connection(self.address, self.port)
            try:
                writer.write(len(body).to_bytes(4, "little") + body)
                size = int.from_bytes(await reader.readexactly(4), "little")
                answer: dict[str, Any] = json.loads(await reader.readexactly(size))
                return answer
            finally:
                writer.close()

    async def read(self, command: str, param: Any = None) -> dict[str, Any]:
        """A read command."""
        return await self.call({"cmd": command} if param is None else {"cmd": command, "param": param})

    async def write(self, command: str, param: Any = None, *, encrypt: bool = False) -> dict[str, Any]:
        """A write command with its token."""
        salt = (await self.read("get.device.info", "salt"))["msg"]["salt"]
        now = int(time.time())
        digest = hashlib.sha256(f"{command}{self.password}{salt}{now}".encode()).digest()
        if encrypt:
            plain = json.dumps(param).encode()
            encryptor = ecb(digest).encryptor()
            pad = 16 - len(plain) % 16
            data = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
            param = base64.b64encode(data).decode()
        token = base64.b64encode(digest).decode()[:8]
        request = {"cmd": command, "ts": now, "token": token, "account": self.account}
        return await self.call(request if param is None else {**request, "param": param})


class Web:
    """HTTP to one miner: digest where a password is given, a bearer token where one is set."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base
        self.bearer: str | None = None

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the body, as JSON where it is JSON."""
        headers = {} if self.bearer is None else {"Authorization": f"Bearer {self.bearer}"}
        async with self._session.request(method, self._base + path, json=body, headers=headers) as response:
            text = await response.text()
            kind = response.headers.get("Content-Type", "")
            return response.status, json.loads(text) if kind.startswith("application/json") else text

    async def get(self, path: str) -> Any:
        """The body of a GET that must succeed."""
        status, body = await self.call("GET", path)
        assert status == 200, (path, status, body)
        return body


@asynccontextmanager
async def web_client(address: str, port: int, digest: tuple[str, str] | None = None) -> AsyncIterator[Web]:
    """A client of the miner's web port."""
    timeout = aiohttp.ClientTimeout(total=DEADLINE_SECONDS)
    middlewares: tuple[aiohttp.ClientMiddlewareType, ...] = ()
    if digest is not None:
        middlewares = (aiohttp.DigestAuthMiddleware(login=digest[0], password=digest[1]),)
    async with aiohttp.ClientSession(timeout=timeout, middlewares=middlewares) as session:
        yield Web(session, f"http://{address}:{port}")
