"""The miner's web server: `/cgi-bin/*.cgi` behind digest authentication.

A challenge is kept for each address, so that most requests carry their answer to it at once; a stale one
costs one more round. Challenges hold no password. Connections are not kept: the web server is asked rarely.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from headframe.driver import (
    MAX_ANSWER_BYTES,
    AuthenticationNeededError,
    AuthenticationRejectedError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
)
from headframe.drivers.antminer.digest import Challenge
from headframe.drivers.antminer.form import Form
from headframe.drivers.antminer.timing import Timing
from headframe.drivers.cgminer.answers import Answer, parse
from headframe.drivers.http.endpoint import endpoint
from headframe.drivers.http.failures import read_failure, write_failure
from headframe.drivers.http.recent import Recent
from headframe.wire.gen.driver.v1 import driver_pb2

PORT_NAME = "web"
DEFAULT_PORT = 80
REALM = "antMiner Configuration"
MAX_CHALLENGES = 20_000
MAX_CONNECTIONS = 2_048
CHUNK_BYTES = 64 * 1024

_FAILURES = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
_UNAUTHORISED = 401


def port_of(target: driver_pb2.Target | driver_pb2.ProbeRequest) -> int:
    """The web server's port for a target."""
    return target.ports.get(PORT_NAME, DEFAULT_PORT)


def page(name: str) -> str:
    """The path of a CGI page."""
    return f"/cgi-bin/{name}.cgi"


class Web:
    """Requests to the web servers of Antminers. The session opens at first use."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._session: aiohttp.ClientSession | None = None
        self._challenges: Recent[tuple[str, int], Challenge] = Recent(MAX_CHALLENGES)

    async def get(self, target: driver_pb2.Target, name: str) -> Answer:
        """A page's JSON object.

        Raises:
            DeviceError: no answer, no login, or no such page.
        """
        try:
            return parse(await self._request(target, "GET", page(name)))
        except _FAILURES as error:
            raise read_failure(error) from error

    async def post(self, target: driver_pb2.Target, name: str, body: Mapping[str, Any]) -> Answer:
        """Send a JSON object to a page that changes the miner, and return its answer.

        Raises:
            OutcomeUnknownError: it was sent with a login, and no answer that makes sense came back.
            DeviceError: nothing was changed.
        """
        data = json.dumps(body, separators=(",", ":")).encode()
        return parse_written(await self._write(target, "POST", page(name), data))

    async def press(self, target: driver_pb2.Target, name: str) -> bytes:
        """Fetch a page whose fetching changes the miner, as for a reboot. Raises as `post` does."""
        return await self._write(target, "GET", page(name), None)

    async def download(self, target: driver_pb2.Target, name: str, max_bytes: int) -> AsyncIterator[bytes]:
        """A page's body in chunks, no more than `max_bytes` in all.

        Raises:
            DeviceError: as `get`.
        """
        await self._fresh_challenge(target)
        left = max_bytes
        try:
            async with self._open(target, "GET", page(name), None, self._timing.transfer_seconds) as response:
                _check_status(response.status)
                async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                    yield chunk[:left]
                    left -= len(chunk)
                    if left <= 0:
                        return
        except _FAILURES as error:
            raise read_failure(error) from error

    async def upload(
        self, target: driver_pb2.Target, name: str, chunks: AsyncIterator[bytes], size_bytes: int
    ) -> bytes:
        """Send a file as the only part of a form, its length announced: the web server wants to know it.

        Raises:
            OutcomeUnknownError: the upload began, and no whole answer came back.
            DeviceError: nothing was sent.
        """
        await self._fresh_challenge(target)
        form = Form(size_bytes)
        try:
            async with self._open(
                target,
                "POST",
                page(name),
                form.body(chunks),
                self._timing.upload_seconds,
                extra_headers=form.headers,
            ) as response:
                body = await _body(response)
                _check_status(response.status)
                return body
        except (*_FAILURES, ProtocolError) as error:
            raise write_failure(error) from error

    async def realm(self, request: driver_pb2.ProbeRequest) -> str:
        """The realm that the web server asks a login for; empty where it asks for none.

        Raises:
            DeviceError: no web server answers.
        """
        where = endpoint(request.address, port_of(request))
        try:
            async with self._opened().get(where.url("/"), allow_redirects=False) as response:
                header = response.headers.get("WWW-Authenticate", "")
                return Challenge(header).realm if response.status == _UNAUTHORISED else ""
        except UnsupportedError:
            return ""
        except _FAILURES as error:
            raise read_failure(error) from error

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _write(self, target: driver_pb2.Target, method: str, path: str, data: bytes | None) -> bytes:
        await self._fresh_challenge(target)
        try:
            return await self._request(target, method, path, data)
        except (*_FAILURES, ProtocolError) as error:
            raise write_failure(error) from error

    async def _fresh_challenge(self, target: driver_pb2.Target) -> None:
        """Have a challenge that works, by a harmless read, so that a write is sent once and with a login."""
        await self.get(target, "get_system_info")

    async def _request(
        self, target: driver_pb2.Target, method: str, path: str, data: bytes | None = None
    ) -> bytes:
        """One request, repeated once where it only lacked a login or carried a stale one."""
        key = (target.address, port_of(target))
        async with self._open(target, method, path, data, self._timing.request_seconds) as response:
            if response.status != _UNAUTHORISED:
                _check_status(response.status)
                return await _body(response)
            challenge = Challenge(response.headers.get("WWW-Authenticate", ""))
        self._challenges.put(key, challenge)
        if not target.credentials.username and not target.credentials.password:
            raise AuthenticationNeededError("the miner's web server wants a login")
        async with self._open(target, method, path, data, self._timing.request_seconds) as response:
            if response.status == _UNAUTHORISED:
                self._challenges.drop(key)
                raise AuthenticationRejectedError("the miner's web server rejects the login")
            _check_status(response.status)
            return await _body(response)

    def _open(
        self,
        target: driver_pb2.Target,
        method: str,
        path: str,
        data: object,
        timeout_seconds: float,
        *,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Any:
        where = endpoint(target.address, port_of(target))
        headers = dict(extra_headers or {})
        if isinstance(data, bytes):
            headers["Content-Type"] = "application/json"
        challenge = self._challenges.get((where.address, where.port))
        if challenge is not None and target.credentials.password:
            login = target.credentials
            headers["Authorization"] = challenge.authorise(
                login.username or "root", login.password, method, path
            )
        return self._opened().request(
            method,
            where.url(path),
            data=data,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=self._timing.connect_seconds),
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept-Encoding": "identity"},
                skip_auto_headers=("User-Agent",),
                timeout=aiohttp.ClientTimeout(
                    total=self._timing.request_seconds, sock_connect=self._timing.connect_seconds
                ),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


def parse_written(body: bytes) -> Answer:
    """The answer to a write. One without sense leaves the outcome open."""
    try:
        return parse(body)
    except ProtocolError as error:
        raise OutcomeUnknownError(f"the request was sent; {error.message}") from error


def _check_status(status: int) -> None:
    if status == 404:
        raise UnsupportedError("the firmware has no such page", vendor_code="404")
    if status == 403:
        raise RefusedError("the web server forbids it", vendor_code="403")
    if status != 200:
        raise ProtocolError(f"the web server answers with status {status}", vendor_code=str(status))


async def _body(response: aiohttp.ClientResponse) -> bytes:
    parts = bytearray()
    async for chunk in response.content.iter_any():
        parts += chunk
        if len(parts) > MAX_ANSWER_BYTES:
            response.close()
            raise ProtocolError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
    return bytes(parts)
