"""Errors as `application/problem+json` (RFC 9457), every one with a code from the core's table."""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from headframe.core.errors import TABLE, Code, FieldProblem, HeadframeError

MEDIA_TYPE = "application/problem+json"
MAX_FIELD_PROBLEMS = 50
"""Fields named in one answer."""

_HTTP_CODES = {
    HTTPStatus.NOT_FOUND: Code.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Code.TOO_LARGE,
}


class FieldProblemBody(BaseModel):
    """What is wrong with one field. `where` is a JSON pointer into the body, or a parameter's name."""

    model_config = ConfigDict(frozen=True)

    where: str
    message: str


class ProblemBody(BaseModel):
    """RFC 9457 problem details. `action` says what a person can do about it."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    code: Code
    detail: str
    action: str
    errors: list[FieldProblemBody]
    retry_after_seconds: float | None
    vendor_code: str
    request_id: str


def problem_body(error: HeadframeError, request_id: str, *, status: int | None = None) -> ProblemBody:
    """An error as its JSON. `status` replaces the table's where HTTP itself has a narrower one."""
    entry = TABLE[error.code]
    return ProblemBody(
        type=f"urn:headframe:problem:{error.code}",
        title=entry.title,
        status=status or entry.status,
        code=error.code,
        detail=error.message,
        action=entry.action,
        errors=[FieldProblemBody(where=field.where, message=field.message) for field in error.fields],
        retry_after_seconds=error.retry_after_seconds,
        vendor_code=error.vendor_code,
        request_id=request_id,
    )


def problem_response(
    error: HeadframeError,
    request_id: str,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for an error."""
    body = problem_body(error, request_id, status=status)
    extra = dict(headers or {})
    if body.status == HTTPStatus.UNAUTHORIZED:
        extra["WWW-Authenticate"] = 'Bearer realm="headframe"'
    if error.retry_after_seconds is not None:
        extra["Retry-After"] = str(math.ceil(error.retry_after_seconds))
    return JSONResponse(body.model_dump(mode="json"), body.status, headers=extra, media_type=MEDIA_TYPE)


def request_id_of(request: Request) -> str:
    """The id that the envelope gave the request."""
    return str(request.scope["state"]["request_id"])


def install(app: FastAPI) -> None:
    """Make the application answer every error so."""
    app.add_exception_handler(HeadframeError, _on_headframe_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


async def _on_headframe_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HeadframeError)  # noqa: S101 - registered for this type
    return problem_response(error, request_id_of(request))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    problems = error.errors()
    fields = tuple(_field(problem) for problem in problems[:MAX_FIELD_PROBLEMS])
    summary = f"{fields[0].where}: {fields[0].message}" if fields else ""
    return problem_response(
        HeadframeError(Code.INVALID_REQUEST, summary, fields=fields), request_id_of(request)
    )


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    code = _HTTP_CODES.get(HTTPStatus(error.status_code), Code.INVALID_REQUEST)
    message = "There is no such route." if code is Code.NOT_FOUND else str(error.detail)
    narrower = error.status_code if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else None
    return problem_response(
        HeadframeError(code, message), request_id_of(request), status=narrower, headers=error.headers
    )


def _field(problem: Mapping[str, object]) -> FieldProblem:
    """A pydantic error without the input it complains of: that may be a secret."""
    location = problem["loc"]
    assert isinstance(location, Sequence)  # noqa: S101 - pydantic's shape
    source, *rest = [str(part) for part in location]
    if problem["type"] == "json_invalid":
        return FieldProblem("", f"not JSON at position {rest[0]}")
    where = "/" + "/".join(_escaped(part) for part in rest) if source == "body" and rest else ".".join(rest)
    return FieldProblem(where, str(problem["msg"]))


def _escaped(part: str) -> str:
    """A JSON pointer's part (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")
