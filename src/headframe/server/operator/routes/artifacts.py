"""Firmware images that people upload, and logs that came from miners."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from headframe.api.documented import also
from headframe.api.parameters import Limit, Offset, OptionalId, PathCommandId
from headframe.core.artifacts import MAX_FILE_NAME_CHARS, ArtifactKind, safe_file_name
from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.artifacts import ArtifactBody, ArtifactWindow
from headframe.server.stores.ports.artifacts import ArtifactQuery

router = guarded_router("artifacts")

BYTES = "application/octet-stream"
_BINARY = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
RAW_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": _BINARY}}
CONTENT: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", "content": _BINARY}}
FileName = Annotated[
    str, Query(min_length=1, max_length=MAX_FILE_NAME_CHARS, description="What people call the file.")
]


@router.get("/artifacts", operation_id="list_artifacts", summary="A window of files")
async def list_artifacts(
    ctx: Ctx,
    kind: ArtifactKind | None = None,
    device_id: OptionalId = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> ArtifactWindow:
    """Newest first. Logs are kept for 30 days, firmware images for a year, unless they are removed before."""
    query = ArtifactQuery(limit, offset, kind, device_id)
    found, total = await ctx.stores.artifacts.artifacts(ctx.org_id, query)
    return ArtifactWindow(total=total, offset=offset, artifacts=[ArtifactBody.of(each) for each in found])


@router.post(
    "/artifacts",
    operation_id="upload_artifact",
    summary="Upload a firmware image",
    status_code=201,
    openapi_extra=RAW_BODY,
    responses=also(Code.BUSY, Code.LIMIT_REACHED, Code.TOO_LARGE, Code.INVALID_REQUEST),
)
async def upload_artifact(request: Request, ctx: Ctx, name: FileName) -> ArtifactBody:
    """The body is the file itself, at most 512 MiB. `id` and `sha256` go into the command UPDATE_FIRMWARE."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != BYTES:
        message = f"Send the file itself as {BYTES}."
        raise HeadframeError(Code.INVALID_REQUEST, message, fields=(FieldProblem("content-type", message),))
    return ArtifactBody.of(
        await ctx.services.artifacts.upload(ctx.principal, safe_file_name(name), _body(request))
    )


@router.get(
    "/artifacts/{artifact_id}/content",
    operation_id="download_artifact",
    summary="Download a file",
    response_class=StreamingResponse,
    responses=CONTENT,
)
async def download_artifact(artifact_id: PathCommandId, ctx: Ctx) -> StreamingResponse:
    """Streamed. A download that breaks off is shorter than its Content-Length."""
    artifact, data = await ctx.services.artifacts.content(ctx.org_id, artifact_id)
    headers = {
        "Content-Disposition": disposition(artifact.name),
        "Content-Length": str(artifact.size_bytes),
    }
    return StreamingResponse(data, media_type=BYTES, headers=headers)


@router.delete(
    "/artifacts/{artifact_id}",
    operation_id="remove_artifact",
    summary="Remove a file",
    status_code=204,
    responses=also(Code.NOT_EMPTY),
)
async def remove_artifact(artifact_id: PathCommandId, ctx: Ctx) -> None:
    """An image that commands without an outcome need stays."""
    await ctx.services.artifacts.remove(ctx.principal, artifact_id)


def disposition(name: str) -> str:
    """Content-Disposition (RFC 6266): saved, never shown; the name in ASCII, and whole in UTF-8."""
    safe = safe_file_name(name)
    ascii_name = safe.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(safe, safe='')}"


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        raise HeadframeError(Code.INVALID_REQUEST, "The upload broke off: send it again.") from error
