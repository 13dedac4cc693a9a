"""The HTTP client: one a plugin process, for every HTTP miner it speaks to.

Connections. Reads keep one connection a device open between polls where the process may open
KEEP_ALIVE_MIN_FILES files or more: that halves the CPU of a poll, spares TLS handshakes and costs one
descriptor a device, so 5,000 miners fit with room for the rest. Where fewer are allowed each read opens
and closes its own. Writes always use a connection of their own, because a kept one that the device closed
meanwhile would turn a write that was never received into one of unknown outcome.

Trust. Redirects are handed back, never followed; cookies, proxies and compression are off; an answer is
read up to MAX_ANSWER_BYTES and no further. TLS hides the login from the network but proves nothing: miners
sign their own certificates, and it is the driver that checks the MAC or serial number it reads.
"""

import resource
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from headframe.driver import MAX_ANSWER_BYTES, DeviceError, OutcomeUnknownError, ProtocolError
from headframe.drivers.http.endpoint import Endpoint
from headframe.drivers.http.failures import read_failure, write_failure
from headframe.drivers.http.untrusted import parse_json, parse_object

CONNECT_TIMEOUT_SECONDS = 4.0
READ_TIMEOUT_SECONDS = 10.0
WRITE_TIMEOUT_SECONDS = 20.0
UPLOAD_TIMEOUT_SECONDS = 1800.0
KEEP_ALIVE_SECONDS = 75.0
KEEP_ALIVE_MIN_FILES = 12_288
MAX_CONNECTIONS = 2_048
"""Requests under way at once, each for reads and for writes; a quarter of the files allowed, where fewer."""

_FAILURES = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of a device."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ProtocolError."""
        return parse_json(self.body)

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ProtocolError."""
        return parse_object(self.body)

    def text(self, limit: int = 200) -> str:
        """The start of the body as printable text, for people."""
        decoded = self.body[: limit * 4].decode(errors="replace")
        return "".join(letter for letter in decoded if letter.isprintable())[:limit]


class HttpTransport:
    """Requests to miners. Built inside the event loop, or before it runs; sessions open at first use."""

    def __init__(self, *, keeps_alive: bool | None = None) -> None:
        self._keeps_alive = _files_allowed() >= KEEP_ALIVE_MIN_FILES if keeps_alive is None else keeps_alive
        self._reading: aiohttp.ClientSession | None = None
        self._writing: aiohttp.ClientSession | None = None

    async def read(self, endpoint: Endpoint, path: str, *, token: str = "") -> Answer:
        """GET a path.

        Raises:
            UnreachableError: nothing listens.
            DeviceTimeoutError: no whole answer in READ_TIMEOUT_SECONDS.
            ProtocolError: not HTTP, cut short, lost or too large.
        """
        if self._reading is None:
            self._reading = _session(keeps_alive=self._keeps_alive, timeout_seconds=READ_TIMEOUT_SECONDS)
        try:
            async with self._reading.get(
                endpoint.url(path), headers=_authorised(token), allow_redirects=False
            ) as response:
                return Answer(response.status, await _body(response))
        except _FAILURES as error:
            raise read_failure(error) from error

    async def write(
        self,
        endpoint: Endpoint,
        method: str,
        path: str,
        *,
        body: Any = None,
        token: str = "",
        is_harmless: bool = False,
    ) -> Answer:
        """Send a request that may change the device, with `body` as JSON.

        A login changes nothing: it `is_harmless`, and fails as a read does.

        Raises:
            UnreachableError: no connection, so nothing was sent.
            OutcomeUnknownError: the connection stood, and no whole answer came back.
        """
        return await self._send(endpoint, method, path, token, is_harmless=is_harmless, json=body)

    async def upload(
        self,
        endpoint: Endpoint,
        method: str,
        path: str,
        chunks: AsyncIterator[bytes],
        *,
        size_bytes: int,
        content_type: str,
        token: str = "",
    ) -> Answer:
        """Send `size_bytes` of `chunks` as the body.

        Raises as `write` does, and what `chunks` raises: then the device never had the whole body.
        """
        headers = {"Content-Type": content_type, "Content-Length": str(size_bytes)}
        timeout = aiohttp.ClientTimeout(total=UPLOAD_TIMEOUT_SECONDS, sock_connect=CONNECT_TIMEOUT_SECONDS)
        own: list[DeviceError] = []
        data = _noting(chunks, own)
        try:
            return await self._send(
                endpoint, method, path, token, data=data, headers=headers, timeout=timeout
            )
        except OutcomeUnknownError as error:
            if own:
                raise own[0] from error
            raise

    async def close(self) -> None:
        """Close all connections."""
        for session in (self._reading, self._writing):
            if session is not None:
                await session.close()
        self._reading = self._writing = None

    async def _send(
        self,
        endpoint: Endpoint,
        method: str,
        path: str,
        token: str,
        *,
        headers: Mapping[str, str] | None = None,
        is_harmless: bool = False,
        **options: Any,
    ) -> Answer:
        if self._writing is None:
            self._writing = _session(keeps_alive=False, timeout_seconds=WRITE_TIMEOUT_SECONDS)
        all_headers = {**(headers or {}), **(_authorised(token) or {})}
        try:
            async with self._writing.request(
                method, endpoint.url(path), headers=all_headers, allow_redirects=False, **options
            ) as response:
                return Answer(response.status, await _body(response))
        except (*_FAILURES, ProtocolError) as error:
            raise (read_failure if is_harmless else write_failure)(error) from error


def _files_allowed() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return KEEP_ALIVE_MIN_FILES if soft == resource.RLIM_INFINITY else soft


def _session(*, keeps_alive: bool, timeout_seconds: float) -> aiohttp.ClientSession:
    limit = max(1, min(MAX_CONNECTIONS, _files_allowed() // 4))
    connector = (
        aiohttp.TCPConnector(limit=limit, ssl=False, keepalive_timeout=KEEP_ALIVE_SECONDS)
        if keeps_alive
        else aiohttp.TCPConnector(limit=limit, ssl=False, force_close=True)
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=_HEADERS,
        skip_auto_headers=("User-Agent",),
        timeout=aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=CONNECT_TIMEOUT_SECONDS),
        auto_decompress=False,
        trust_env=False,
    )


def _authorised(token: str) -> dict[str, str] | None:
    return {"Authorization": f"Bearer {token}"} if token else None


async def _noting(chunks: AsyncIterator[bytes], failures: list[DeviceError]) -> AsyncIterator[bytes]:
    """The chunks; aiohttp replaces what they raise by an error of its own, so it is noted here."""
    try:
        async for chunk in chunks:
            yield chunk
    except DeviceError as error:
        failures.append(error)
        raise


async def _body(response: aiohttp.ClientResponse) -> bytes:
    length = response.content_length
    if length is not None and length <= MAX_ANSWER_BYTES:
        return await response.read()
    parts = bytearray()
    if length is None:
        async for chunk in response.content.iter_any():
            parts += chunk
            if len(parts) > MAX_ANSWER_BYTES:
                break
        else:
            return bytes(parts)
    response.close()
    raise ProtocolError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
