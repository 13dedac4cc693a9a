"""The operator API as the command line calls it."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

import httpx

from headframe.cli.errors import SERVER_UNREACHABLE, TIMEOUT, UNEXPECTED_ANSWER, CliError
from headframe.core.errors import Code
from headframe.kit.profile import Profile

TIMEOUT_SECONDS = 30.0
UPLOADED_SECONDS = 300.0
"""How long a server may take to bring an uploaded file to disk."""
PAGE = 500
"""Rows asked for at a time."""
MAX_REPEATS = 5
"""How often a request that the server is too busy for is sent again."""
MAX_REPEAT_WAIT_SECONDS = 10.0

Body = dict[str, Any]


class Client:
    """One server, by one key. Use as a context manager."""

    def __init__(self, profile: Profile, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.server = profile.server
        self._http = httpx.Client(
            base_url=f"{profile.server}/api/v1",
            headers={"Authorization": f"Bearer {profile.api_key}"} if profile.api_key else {},
            timeout=timeout_seconds,
            verify=_trusted(profile.server, profile.tls_ca),
            trust_env=not is_loopback(profile.server),  # a proxy has no way to this machine's own loopback
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def sign_in(self, name: str, password: str) -> Body:
        """Begin a session with a cookie, for what is only for people; what `me` answers."""
        me = self.post("/sign-in", {"name": name, "password": password})
        self._http.headers["X-CSRF-Token"] = me["csrf_token"]
        return me

    def get(self, path: str, **query: object) -> Body:
        """A document."""
        return cast("Body", self._call("GET", path, query=query))

    def get_list(self, path: str, **query: object) -> list[Body]:
        """A list that is short by nature."""
        return cast("list[Body]", self._call("GET", path, query=query))

    def post(self, path: str, body: object = None) -> Body:
        """An act. Carries an idempotency key of its own, so that a repeated send does nothing twice."""
        return cast("Body", self._call("POST", path, body=body, key=secrets.token_hex(16)))

    def put(self, path: str, body: object) -> Body:
        """Replace."""
        return cast("Body", self._call("PUT", path, body=body))

    def patch(self, path: str, body: object) -> Body:
        """Change."""
        return cast("Body", self._call("PATCH", path, body=body))

    def delete(self, path: str) -> None:
        """Remove."""
        self._call("DELETE", path)

    def pages(self, path: str, rows: str, *, most: int | None = None, **query: object) -> Iterator[Body]:
        """Windows of a list, until all rows or the first `most` were seen."""
        offset = 0
        while most is None or offset < most:
            limit = PAGE if most is None else min(PAGE, most - offset)
            window = self.get(path, offset=offset, limit=limit, **query)
            yield window
            offset += len(window[rows])
            if not window[rows] or offset >= window["total"]:
                return

    def rows(self, path: str, rows: str, *, most: int | None = None, **query: object) -> list[Body]:
        """Rows of such a list."""
        return [row for window in self.pages(path, rows, most=most, **query) for row in window[rows]]

    def stream(self, path: str, **query: object) -> Iterator[bytes]:
        """The bytes of an export. An answer that breaks off is an error, never a shorter file."""
        with self._reached(), self._http.stream("GET", path, params=_given(query)) as answer:
            if answer.is_error:
                answer.read()
                raise _error(answer)
            yield from answer.iter_bytes()

    def upload(self, path: str, data: Iterator[bytes], *, size_bytes: int, **query: object) -> Body:
        """Send a file as it is read. Not repeated: what is left of `data` is no whole file."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size_bytes)}
        slow = httpx.Timeout(TIMEOUT_SECONDS, read=UPLOADED_SECONDS)
        with self._reached():
            answer = self._http.post(path, content=data, params=_given(query), headers=headers, timeout=slow)
        if answer.is_error:
            raise _error(answer)
        return cast("Body", _document(answer))

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        key: str = "",
    ) -> object:
        headers = {"Idempotency-Key": key} if key else {}
        for repeat in range(MAX_REPEATS + 1):
            with self._reached():
                answer = self._http.request(
                    method, path, json=body, params=_given(query or {}), headers=headers
                )
            if not answer.is_error:
                return _document(answer)
            error = _error(answer)
            if error.code != Code.RATE_LIMITED or repeat == MAX_REPEATS:
                raise error
            time.sleep(min(error.retry_after_seconds or 1.0, MAX_REPEAT_WAIT_SECONDS))
        raise AssertionError  # pragma: no cover - the last round returns or raises

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Turns a broken connection into words."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise CliError(TIMEOUT, f"{self.server} did not answer in time", "Try again.") from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise CliError(
                SERVER_UNREACHABLE,
                f"{self.server} cannot be reached: {error}",
                "Start it, or name another with --server.",
            ) from error


def is_loopback(server: str) -> bool:
    """Whether a URL leads to this machine alone."""
    host = urlsplit(server).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _trusted(server: str, tls_ca: str | None) -> Any:
    """What TLS trusts. Without TLS nothing is loaded: certificates take longer than a request."""
    if tls_ca is None:
        return server.startswith("https:")
    import ssl  # noqa: PLC0415 - slow to load, and rarely needed

    try:
        return ssl.create_default_context(cafile=tls_ca)
    except (OSError, ssl.SSLError) as error:
        raise CliError("file_unusable", f"{tls_ca} is no CA certificate: {error}") from error


def _given(query: Mapping[str, object]) -> dict[str, Any]:
    """Parameters that have a value. A tuple is given several times."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in query.items()
        if value is not None and value not in ("", ())
    }


def _document(answer: httpx.Response) -> object:
    if not answer.content:
        return {}
    try:
        return answer.json()
    except json.JSONDecodeError as error:
        raise CliError(
            UNEXPECTED_ANSWER, "the answer is no JSON", "Is this address a Headframe server's?"
        ) from error


def _error(answer: httpx.Response) -> CliError:
    try:
        problem = answer.json()
        fields = tuple(f"{each['where']}: {each['message']}" for each in problem.get("errors") or ())
        return CliError(
            problem["code"],
            problem.get("detail") or problem["title"],
            problem.get("action") or "",
            fields=fields if len(fields) > 1 else (),
            retry_after_seconds=problem.get("retry_after_seconds"),
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
        return CliError(
            UNEXPECTED_ANSWER,
            f"status {answer.status_code} without an explanation",
            "Is this address a Headframe server's?",
        )
