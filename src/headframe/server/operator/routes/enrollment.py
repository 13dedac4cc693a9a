"""Letting nodes in, and putting them out."""

from typing import Annotated

from fastapi import Path

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code, HeadframeError
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.models.documents import DocumentBody
from headframe.server.operator.models.enrollment import (
    ApprovalInput,
    DraftBody,
    DraftInput,
    EnrollmentBody,
    EnrollmentCodeBody,
    EnrollmentId,
    FactsBody,
)
from headframe.server.operator.models.nodes import NodeBody
from headframe.server.operator.node_bodies import node_body
from headframe.server.services.enrollment.services import EnrollmentServices

router = guarded_router("nodes")

EnrollmentPath = Annotated[EnrollmentId, Path(description="Id of an enrollment.")]


@router.post(
    "/enrollment-codes",
    operation_id="make_enrollment_code",
    summary="Make a one-time code for a node",
    status_code=201,
    responses=also(Code.LIMIT_REACHED, Code.CONFLICT),
)
async def make_enrollment_code(ctx: Ctx) -> EnrollmentCodeBody:
    """For `headframe node enroll` on the node. Good once, for 15 minutes, and shown here only."""
    code, record = await _enrollment(ctx).codes.make(ctx.principal)
    return EnrollmentCodeBody.of(
        code,
        record,
        server_url=ctx.deps.config.node_origin,
        authority_pem=ctx.deps.config.node_authority_pem,
    )


@router.get("/enrollments", operation_id="list_enrollments", summary="List nodes that ask to be let in")
async def list_enrollments(ctx: Ctx) -> list[EnrollmentBody]:
    """Newest first; those that were decided within the last 30 days too."""
    enrollment = ctx.services.enrollment
    found = await enrollment.desk.enrollments(ctx.org_id) if enrollment else ()
    return [EnrollmentBody.of(each) for each in found]


@router.post(
    "/enrollments/{enrollment_id}/approve",
    operation_id="approve_enrollment",
    summary="Let a node in",
    responses=also(Code.FINGERPRINT_DIFFERS, Code.ALREADY_EXISTS, Code.CONFLICT, Code.KEY_NOT_HELD),
)
async def approve_enrollment(enrollment_id: EnrollmentPath, body: ApprovalInput, ctx: Ctx) -> NodeBody:
    """The words come from the node's own console, and are compared here with the keys that arrived.

    Only then is a certificate signed and an API key made, which this node alone can read. Where operators
    hold the admin keys, bring the certificate along.
    """
    node = await _enrollment(ctx).desk.approve(
        ctx.principal, enrollment_id, words=body.words, wish=body.wish()
    )
    return await node_body(ctx, node)


@router.post(
    "/enrollments/{enrollment_id}/draft",
    operation_id="draft_certificate",
    summary="Get a node's certificate to sign it elsewhere",
    responses=also(Code.FINGERPRINT_DIFFERS, Code.ALREADY_EXISTS, Code.CONFLICT),
)
async def draft_certificate(enrollment_id: EnrollmentPath, body: DraftInput, ctx: Ctx) -> DraftBody:
    """Where operators hold the admin keys: sign this, and approve with it and the `node_id` told here."""
    drafted = await _enrollment(ctx).desk.draft(
        ctx.principal, enrollment_id, words=body.words, wish=body.wish()
    )
    return DraftBody(
        node_id=drafted.node.id,
        certificate=DocumentBody.of(drafted.certificate),
        facts=FactsBody.of(drafted.enrollment.facts),
    )


@router.post(
    "/enrollments/{enrollment_id}/reject",
    operation_id="reject_enrollment",
    summary="Turn a node away",
    responses=also(Code.CONFLICT),
)
async def reject_enrollment(enrollment_id: EnrollmentPath, ctx: Ctx) -> EnrollmentBody:
    """The node is told. It may come again with another code."""
    return EnrollmentBody.of(await _enrollment(ctx).desk.reject(ctx.principal, enrollment_id))


@router.post(
    "/nodes/{node_id}/revoke",
    operation_id="revoke_node",
    summary="Put a node out for good",
    responses=also(Code.CONFLICT),
)
async def revoke_node(node_id: PathId, ctx: Ctx) -> NodeBody:
    """At once: its sessions, streams, API keys and certificate end, and what was sealed to it is forgotten.

    Its miners stay its own until they are released, or another host is let in as this node.
    """
    return await node_body(ctx, await _enrollment(ctx).standing.revoke(ctx.principal, node_id))


@router.post(
    "/nodes/{node_id}/rotate-api-key",
    operation_id="rotate_node_api_key",
    summary="Make another API key for a node",
    responses=also(Code.CONFLICT),
)
async def rotate_node_api_key(node_id: PathId, ctx: Ctx) -> NodeBody:
    """The node is given it at its next handshake, within an hour. The old one ends a day after this."""
    return await node_body(ctx, await _enrollment(ctx).standing.rotate_api_key(ctx.principal, node_id))


@router.post(
    "/nodes/{node_id}/settle-clone",
    operation_id="settle_clone",
    summary="Let a node in again that was held",
    responses=also(Code.CONFLICT),
)
async def settle_clone(node_id: PathId, ctx: Ctx) -> NodeBody:
    """For a node that was held because it may have been copied, or was restored from a backup.

    Say so only when there is one host with its keys: the next handshake is taken for the right one.
    """
    return await node_body(ctx, await _enrollment(ctx).standing.settle_clone(ctx.principal, node_id))


def _enrollment(ctx: Context) -> EnrollmentServices:
    enrollment = ctx.services.enrollment
    if enrollment is None:
        raise HeadframeError(
            Code.CONFLICT,
            "This server takes no nodes over the network: run `headframe server` instead of combined mode.",
        )
    return enrollment
