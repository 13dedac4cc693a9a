"""The operator API as the command line calls it."""

import json
import secrets
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self, cast

import httpx

from headframe.kit.profile import Profile

TIMEOUT_SECONDS = 30.0
PAGE = 500
"""Rows asked for at a time."""

Body = dict[str, Any]


class ApiError(Exception):
    """The server's problem, or why it could not be asked: code, words, what to do."""

    def __init__(self, code: str, message: str, action: str = "", fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.action = action
        self.fields = fields


class Client:
    """Use as a context manager."""

    def __init__(self, profile: Profile, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._server = profile.server
        self._http = httpx.Client(
            base_url=f"{profile.server}/api/v1",
            headers={"Authorization": f"Bearer {profile.api_key}"} if profile.api_key else {},
            timeout=timeout_seconds,
            verify=profile.tls_ca or True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: object) -> Body:
        """A document."""
        return self._call("GET", path, query=query)

    def get_list(self, path: str, **query: object) -> list[Body]:
        """A list that is short by nature."""
        return cast("list[Body]", self._call("GET", path, query=query))

    def post(self, path: str, body: object = None, **query: object) -> Body:
        """An act. Carries an idempotency key of its own, so that a repeated send does nothing twice."""
        return self._call("POST", path, body=body, query=query, key=secrets.token_hex(16))

    def put(self, path: str, body: object) -> Body:
        """Replace."""
        return self._call("PUT", path, body=body)

    def patch(self, path: str, body: object) -> Body:
        """Change."""
        return self._call("PATCH", path, body=body)

    def delete(self, path: str) -> Body:
        """Remove."""
        return self._call("DELETE", path)

    def pages(self, path: str, rows: str, *, most: int | None = None, **query: object) -> Iterator[Body]:
        """Rows of a windowed list, all or the first `most`."""
        offset = 0
        while most is None or offset < most:
            limit = PAGE if most is None else min(PAGE, most - offset)
            window = self.get(path, offset=offset, limit=limit, **query)
            yield from window[rows]
            offset += len(window[rows])
            if not window[rows] or offset >= window["total"]:
                return

    def stream(self, path: str, **query: object) -> Iterator[bytes]:
        """The bytes of an export."""
        with self._reached(), self._http.stream("GET", path, params=_given(query)) as answer:
            if answer.is_error:
                answer.read()
                raise _error(answer)
            yield from answer.iter_bytes()

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        key: str = "",
    ) -> Body:
        headers = {"Idempotency-Key": key} if key else {}
        with self._reached():
            answer = self._http.request(method, path, json=body, params=_given(query or {}), headers=headers)
        if answer.is_error:
            raise _error(answer)
        return cast("Body", answer.json()) if answer.content else {}

    def _reached(self) -> "_Reached":
        return _Reached(self._server)


class _Reached:
    """Turns a broken connection into words."""

    def __init__(self, server: str) -> None:
        self._server = server

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.TimeoutException):
            raise ApiError("timeout", f"{self._server} did not answer in time", "Try again.") from error
        if isinstance(error, httpx.TransportError | httpx.InvalidURL):
            raise ApiError(
                "server_unreachable",
                f"{self._server} cannot be reached: {error}",
                "Start it, or name another with --server.",
            ) from error


def _given(query: Mapping[str, object]) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in query.items()
        if value is not None and value != ""
    }


def _error(answer: httpx.Response) -> ApiError:
    try:
        problem = answer.json()
        fields = tuple(f"{each['where']}: {each['message']}" for each in problem.get("errors") or ())
        message = problem.get("detail") or problem["title"]
        return ApiError(problem["code"], message, problem.get("action") or "", fields)
    except (json.JSONDecodeError, KeyError, TypeError):
        return ApiError("unexpected_answer", f"status {answer.status_code} and no problem document")
