"""AxeOS over HTTP: the requests it knows, and what its status codes mean.

Source: ESP-Miner `main/http_server/http_server.c` and `openapi.yaml`, v2.0 to v2.14. There is no login:
AxeOS answers 401 to clients outside private networks. Unknown routes are 404 with JSON in newer firmware
and a redirect to the captive portal in older.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from headframe.driver import (
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
)
from headframe.drivers.http import Answer, Endpoint, HttpTransport

INFO = "/api/system/info"
ASIC = "/api/system/asic"
SYSTEM = "/api/system"
RESTART = "/api/system/restart"
IDENTIFY = "/api/system/identify"
PAUSE = "/api/system/pause"
RESUME = "/api/system/resume"
OTA = "/api/system/OTA"


class AxeOs:
    """Requests to one AxeOS miner."""

    def __init__(self, transport: HttpTransport, endpoint: Endpoint) -> None:
        self._transport = transport
        self._endpoint = endpoint

    async def info(self) -> dict[str, Any]:
        """All that the miner measures and is set to, in one answer."""
        answer = await self._transport.read(self._endpoint, INFO)
        _check(answer)
        return answer.object()

    async def asic(self) -> dict[str, Any]:
        """The chip's presets; empty on firmware before v2.4, which does not tell."""
        answer = await self._transport.read(self._endpoint, ASIC)
        if _is_unknown_route(answer):
            return {}
        _check(answer)
        return answer.object()

    async def set(self, settings: Mapping[str, Any]) -> None:
        """Store settings. The firmware checks all of them before it stores any."""
        answer = await self._transport.write(self._endpoint, "PATCH", SYSTEM, body=dict(settings))
        if answer.status == 400:
            raise InvalidArgumentError(f"AxeOS rejects the setting: {answer.text()}", vendor_code="400")
        _check_written(answer)

    async def post(self, path: str) -> str:
        """A command without a body; what the firmware says to it."""
        answer = await self._transport.write(self._endpoint, "POST", path)
        _check_written(answer)
        return answer.text()

    async def upload(self, image: AsyncIterator[bytes], size_bytes: int) -> None:
        """Write a firmware image; the miner restarts into it after a good answer."""
        answer = await self._transport.upload(
            self._endpoint,
            "POST",
            OTA,
            image,
            size_bytes=size_bytes,
            content_type="application/octet-stream",
        )
        _check_written(answer)


def _is_unknown_route(answer: Answer) -> bool:
    return answer.status in {302, 303, 307, 308, 404, 405}


def _check(answer: Answer) -> None:
    if answer.status == 200:
        return
    if answer.status == 401:
        raise RefusedError("AxeOS answers private networks only", vendor_code="401")
    if _is_unknown_route(answer):
        raise UnsupportedError("this firmware does not know the request", vendor_code=str(answer.status))
    raise ProtocolError(f"HTTP status {answer.status}", vendor_code=str(answer.status))


def _check_written(answer: Answer) -> None:
    if answer.status >= 500:
        raise OutcomeUnknownError(
            f"HTTP status {answer.status}: {answer.text()}", vendor_code=str(answer.status)
        )
    _check(answer)
