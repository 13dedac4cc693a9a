"""Files between a node and the server: wire chunks on one side, `services.artifacts` on the other."""

import asyncio
from collections.abc import AsyncIterator

from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.parts import NodePrincipal
from headframe.server.services.artifacts.node_files import LogHeader, NodeFiles
from headframe.wire.gen.gateway.v1 import gateway_pb2

CHUNK_SECONDS = 30.0
"""Between two pieces of a file from a node."""


async def receive(
    files: NodeFiles, node: NodePrincipal, chunks: AsyncIterator[gateway_pb2.ArtifactChunk]
) -> gateway_pb2.UploadArtifactResponse:
    """Take a miner's log, header first."""
    arriving = _in_time(chunks)
    first = await anext(arriving, None)
    if first is None or first.WhichOneof("part") != "header":
        raise HeadframeError(Code.INVALID_REQUEST, "an artifact begins with its header")
    header = LogHeader(
        artifact_id=first.header.artifact_id,
        command_id=first.header.command_id,
        device_id=first.header.device_id,
        file_name=first.header.file_name,
        sha256=first.header.sha256,
    )
    kept = await files.keep_log(node.org_id, node.node_id, header, _data(arriving))
    return gateway_pb2.UploadArtifactResponse(artifact_id=kept.id, stored_bytes=kept.size_bytes)


async def send(
    files: NodeFiles, node: NodePrincipal, request: gateway_pb2.DownloadArtifactRequest
) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
    """A firmware image from `offset` on, header first."""
    size, data = await files.image(node.org_id, request.artifact_id, request.offset)
    header = gateway_pb2.ArtifactHeader(artifact_id=request.artifact_id, size_bytes=size)
    yield gateway_pb2.ArtifactChunk(header=header)
    async for chunk in data:
        yield gateway_pb2.ArtifactChunk(data=chunk)


async def _data(chunks: AsyncIterator[gateway_pb2.ArtifactChunk]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk.data


async def _in_time(
    chunks: AsyncIterator[gateway_pb2.ArtifactChunk],
) -> AsyncIterator[gateway_pb2.ArtifactChunk]:
    """The chunks; NODE_NOT_CONNECTED where none comes for CHUNK_SECONDS."""
    while True:
        try:
            async with asyncio.timeout(CHUNK_SECONDS):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise HeadframeError(Code.NODE_NOT_CONNECTED, "the node sends no more of the file") from error
        yield chunk
