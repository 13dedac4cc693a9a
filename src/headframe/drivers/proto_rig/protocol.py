"""The rig's REST interface: paths, who may read them, and what its status codes mean.

Source: the Mining Development Kit's OpenAPI document, version 1.8.2. Identity, hardware and network are
open to anybody; all else wants a bearer token.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from headframe.driver import (
    AuthenticationRejectedError,
    DeviceError,
    InvalidArgumentError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedError,
    UnsupportedError,
)
from headframe.drivers.cgminer import values
from headframe.drivers.http import Answer, Endpoint, HttpTransport
from headframe.drivers.http.untrusted import member
from headframe.drivers.proto_rig.login import TokenSource

PAIRING_INFO = "/api/v1/pairing/info"
SYSTEM = "/api/v1/system"
SYSTEM_STATUS = "/api/v1/system/status"
NETWORK = "/api/v1/network"
HARDWARE = "/api/v1/hardware"
BOARDS = "/api/v1/hashboards"
TELEMETRY = "/api/v1/telemetry?level=miner,hashboard,psu"
TELEMETRY_WITH_CHIPS = "/api/v1/telemetry?level=miner,hashboard,psu,asic"
MINING = "/api/v1/mining"
TARGET = "/api/v1/mining/target"
START = "/api/v1/mining/start"
STOP = "/api/v1/mining/stop"
COOLING = "/api/v1/cooling"
POOLS = "/api/v1/pools"
ERRORS = "/api/v1/errors"
REBOOT = "/api/v1/system/reboot"
LOCATE = "/api/v1/system/locate"
LOGS = "/api/v1/system/logs"
UPDATE = "/api/v1/system/update"
FIRST_PASSWORD = "/api/v1/auth/password"  # noqa: S105  # a path
CHANGE_PASSWORD = "/api/v1/auth/change-password"  # noqa: S105  # a path

_DONE = frozenset({200, 201, 202, 204})
_UNKNOWN = frozenset({301, 302, 404, 405, 501})
DEFAULT_PASSWORD_ACTIVE = "default_password_active"  # noqa: S105  # an error code of ours


class Rig:
    """Requests to one rig."""

    def __init__(self, transport: HttpTransport, endpoint: Endpoint, login: TokenSource) -> None:
        self._transport = transport
        self._endpoint = endpoint
        self._login = login

    async def open_read(self, path: str) -> dict[str, Any]:
        """A read that needs no login, so no token goes out."""
        answer = await self._transport.read(self._endpoint, path)
        _check_read(answer)
        return answer.object()

    async def read(self, path: str) -> Any:
        """A read with the session's token; None for "no content"."""
        answer = await self._authorised(lambda token: self._transport.read(self._endpoint, path, token=token))
        _check_read(answer)
        return None if answer.status == 204 else answer.json()

    async def read_object(self, path: str) -> dict[str, Any]:
        """A read whose answer is an object; empty for "no content"."""
        found = await self.read(path)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise ProtocolError("the answer is not a JSON object")
        return found

    async def write(self, method: str, path: str, body: Any = None) -> None:
        """A write with the session's token, sent again where that was rejected: then nothing was done."""
        answer = await self._authorised(
            lambda token: self._transport.write(self._endpoint, method, path, body=body, token=token)
        )
        _check_write(answer)

    async def write_openly(self, method: str, path: str, body: Any) -> None:
        """A write that the rig takes from anybody."""
        _check_write(await self._transport.write(self._endpoint, method, path, body=body))

    async def upload(self, chunks: AsyncIterator[bytes], size_bytes: int, content_type: str) -> None:
        """Send a firmware image. The body cannot be sent twice, so the token is proven first."""
        await self.read(MINING)
        answer = await self._transport.upload(
            self._endpoint,
            "PUT",
            UPDATE,
            chunks,
            size_bytes=size_bytes,
            content_type=content_type,
            token=await self._login.token(),
        )
        _check_write(answer)

    async def _authorised(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        token = await self._login.token()
        answer = await send(token)
        if answer.status == 401:
            answer = await send(await self._login.renewed(token))
        if answer.status == 401:
            raise AuthenticationRejectedError("the rig rejects a fresh login", vendor_code="401")
        return answer


def _check_read(answer: Answer) -> None:
    if answer.status in {200, 204}:
        return
    raise _refusal(answer) or ProtocolError(
        f"HTTP status {answer.status}: {_words(answer)}", vendor_code=str(answer.status)
    )


def _check_write(answer: Answer) -> None:
    if answer.status in _DONE:
        return
    raise _refusal(answer) or OutcomeUnknownError(
        f"HTTP status {answer.status}: {_words(answer)}", vendor_code=str(answer.status)
    )


def _refusal(answer: Answer) -> DeviceError | None:
    """The error for an answer that says for certain that nothing was done; None for any other."""
    code = str(answer.status)
    words = _words(answer)
    if answer.status == 401:
        return AuthenticationRejectedError("the rig wants another login", vendor_code=code)
    if answer.status == 403 and "default" in words.lower() and "password" in words.lower():
        return RefusedError(
            "the rig's default password must be changed first", vendor_code=DEFAULT_PASSWORD_ACTIVE
        )
    if answer.status in {403, 409, 413, 503}:
        return RefusedError(f"the rig refuses: {words}", vendor_code=code)
    if answer.status in {400, 422}:
        return InvalidArgumentError(f"the rig rejects the values: {words}", vendor_code=code)
    if answer.status in _UNKNOWN:
        return UnsupportedError("this firmware does not know the request", vendor_code=code)
    return None


def _words(answer: Answer) -> str:
    try:
        told = answer.object()
    except ProtocolError:
        return answer.text()
    inner = member(told, "error")
    return " ".join(
        word
        for word in (values.text(inner, "code"), values.text(inner, "message"), values.text(told, "message"))
        if word
    )
