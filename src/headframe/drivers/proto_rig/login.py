"""Logging in to a rig: the password is spent once for a pair of tokens, which then carry the requests.

`TokenSource` is what the protocol asks for a token. A password is one way to get one; a token that the node
signs with its own Ed25519 key, once its public half is on the rig, will be another.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from typing import Any, Protocol

from headframe.driver import (
    AuthenticationNeededError,
    AuthenticationRejectedError,
    ProtocolError,
    RefusedError,
)
from headframe.drivers.cgminer import values
from headframe.drivers.http import Answer, Endpoint, HttpTransport, Recent, parse_object

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"

MAX_SESSIONS = 20_000
MAX_TOKEN_LENGTH = 8_192
MAX_LIFETIME_SECONDS = 30 * 24 * 3600.0
REJECTED_SECONDS = 60.0
"""A password that the rig rejected is not sent again for this long: polls must not lock an account."""

RENEW_BEFORE_SECONDS = 30.0
"""A token is renewed this long before its end: clocks tick apart, and a poll takes a moment."""


class TokenSource(Protocol):
    """Gives tokens for one rig."""

    async def token(self) -> str:
        """A token to send; empty where there is no login."""
        ...

    async def renewed(self, rejected: str) -> str:
        """Another token, after the rig rejected this one."""
        ...


class NoLogin:
    """No credentials were given: what the rig lets anybody read can still be read."""

    async def token(self) -> str:
        """None."""
        return ""

    async def renewed(self, rejected: str) -> str:
        """The rig wants a login."""
        del rejected
        raise AuthenticationNeededError("the rig wants a password")


class Session:
    """The tokens of one rig under one password. Tokens live in memory only."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.access = ""
        self.refresh = ""
        self.good_until = 0.0
        self.rejected_until = 0.0

    def accept(self, access: str, now: float) -> None:
        """Keep a new access token until shortly before its end, where it tells its end."""
        self.access = access
        lifetime = lifetime_seconds(access)
        self.good_until = now + (
            MAX_LIFETIME_SECONDS if lifetime is None else lifetime - RENEW_BEFORE_SECONDS
        )


class Sessions:
    """The open sessions of a plugin, found by rig and password without keeping the password."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._open: Recent[tuple[Endpoint, bytes], Session] = Recent(MAX_SESSIONS)

    def of(self, endpoint: Endpoint, password: str) -> Session:
        """The session of a rig under a password, opened or not."""
        key = self._name(endpoint, password)
        found = self._open.get(key)
        if found is None:
            found = Session()
            self._open.put(key, found)
        return found

    def drop(self, endpoint: Endpoint, password: str) -> None:
        """Forget a session, so that the next use proves the password anew."""
        self._open.drop(self._name(endpoint, password))

    def _name(self, endpoint: Endpoint, password: str) -> tuple[Endpoint, bytes]:
        return endpoint, hmac.digest(self._key, password.encode(errors="surrogatepass"), hashlib.sha256)


class PasswordLogin:
    """Tokens for a password: cached, refreshed when they end, and asked for anew when the rig forgot them."""

    def __init__(self, transport: HttpTransport, endpoint: Endpoint, password: str, session: Session) -> None:
        self._transport = transport
        self._endpoint = endpoint
        self._password = password
        self._session = session

    async def token(self) -> str:
        """The session's token, after a login or a refresh where one is due."""
        session = self._session
        async with session.lock:
            is_due = not session.access or _now() >= session.good_until
            if is_due and not await self._refreshed():
                await self._log_in()
            return session.access

    async def renewed(self, rejected: str) -> str:
        """Refresh, else log in again, unless another request has done so meanwhile."""
        session = self._session
        async with session.lock:
            if session.access == rejected and not await self._refreshed():
                await self._log_in()
            return session.access

    async def _log_in(self) -> None:
        session = self._session
        session.access = session.refresh = ""
        if _now() < session.rejected_until:
            raise AuthenticationRejectedError("the rig rejected the password a moment ago")
        answer = await self._post(LOGIN, {"password": self._password})
        if answer.status == 403:
            raise RefusedError("the rig takes no login; perhaps it has no password yet", vendor_code="403")
        if answer.status in {400, 401}:
            session.rejected_until = _now() + REJECTED_SECONDS
            raise AuthenticationRejectedError("the rig rejects the password", vendor_code=str(answer.status))
        tokens = _object(answer)
        session.refresh = _token(tokens, "refresh_token")
        session.accept(_token(tokens, "access_token"), _now())

    async def _refreshed(self) -> bool:
        session = self._session
        if not session.refresh:
            return False
        answer = await self._post(REFRESH, {"refresh_token": session.refresh})
        if answer.status != 200:
            return False
        session.accept(_token(_object(answer), "access_token"), _now())
        return True

    async def _post(self, path: str, body: dict[str, str]) -> Answer:
        return await self._transport.write(self._endpoint, "POST", path, body=body, is_harmless=True)


def lifetime_seconds(token: str) -> float | None:
    """How long a JWT lives by its own claims; None where it does not tell.

    Both claims are the rig's clock, so their difference holds wherever that clock stands.
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = parse_object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, ProtocolError):
        return None
    issued = values.as_number(claims.get("iat"))
    expires = values.as_number(claims.get("exp"))
    if issued is None or expires is None or not 0 < expires - issued <= MAX_LIFETIME_SECONDS:
        return None
    return expires - issued


def _object(answer: Answer) -> dict[str, Any]:
    if answer.status != 200:
        raise ProtocolError(f"HTTP status {answer.status} to a login", vendor_code=str(answer.status))
    return answer.object()


def _token(tokens: dict[str, Any], key: str) -> str:
    found = tokens.get(key)
    if not isinstance(found, str) or not 0 < len(found) <= MAX_TOKEN_LENGTH:
        raise ProtocolError("the rig answered a login without tokens")
    if not (found.isascii() and found.isprintable()) or " " in found:
        raise ProtocolError("the rig's token cannot be sent back")
    return found


def _now() -> float:
    return asyncio.get_running_loop().time()
