"""The keys of the organisation: who may sign what, and who holds the keys that say so."""

from typing import Annotated

from fastapi import Query

from headframe.api.base import Count
from headframe.api.documented import also
from headframe.core.errors import Code, HeadframeError
from headframe.core.identifiers import MAX_ID
from headframe.server.operator.context import Context, Ctx, guarded_router
from headframe.server.operator.models.documents import DocumentBody
from headframe.server.operator.models.keys import (
    CertificateBody,
    CertificatesInput,
    IssuerDraftBody,
    KeyChangesInput,
    KeysBody,
    KeysetInput,
)
from headframe.server.services.keys.desk import KeyDesk

router = guarded_router("keys")


@router.get(
    "/keys",
    operation_id="get_keys",
    summary="Show the Keyset in force",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def get_keys(ctx: Ctx) -> KeysBody:
    """Public keys only: which root, admin and issuer keys there are, and what needs an admin's signature."""
    return KeysBody.of(_desk(ctx).keys)


@router.get(
    "/keys/keysets",
    operation_id="list_keysets",
    summary="The Keysets after a version",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def list_keysets(
    ctx: Ctx, after: Annotated[int, Query(ge=0, le=MAX_ID, description="A version.")] = 0
) -> list[DocumentBody]:
    """Oldest first. Each is signed by the root keys of the one before, and by its own."""
    return [DocumentBody.of(each) for each in _desk(ctx).keys.after(after)]


@router.post(
    "/keys/changes",
    operation_id="change_keys",
    summary="Change the Keyset, where this server holds the root key",
    responses=also(Code.NOT_FOUND, Code.KEY_NOT_HELD, Code.CONFLICT),
)
async def change_keys(body: KeyChangesInput, ctx: Ctx) -> KeysBody:
    """Every node hears of it at once, or when it comes back."""
    await _desk(ctx).change(ctx.principal, body.to_core())
    return KeysBody.of(_desk(ctx).keys)


@router.post(
    "/keys/keysets",
    operation_id="bring_keyset",
    summary="Bring a Keyset that operators signed",
    responses=also(Code.NOT_FOUND, Code.COMMAND_UNTRUSTED, Code.KEY_NOT_HELD, Code.CONFLICT),
)
async def bring_keyset(body: KeysetInput, ctx: Ctx) -> KeysBody:
    """The next version of the chain.

    The first one that operators sign moves custody to them for good: this server countersigns it, and forgets
    its root and admin keys.
    """
    await _desk(ctx).accept(ctx.principal, body.document.to_core())
    return KeysBody.of(_desk(ctx).keys)


@router.get(
    "/keys/certificates",
    operation_id="list_certificates",
    summary="The certificates of nodes",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def list_certificates(ctx: Ctx) -> list[CertificateBody]:
    """For another admin key to sign them as well, before the one that did ends."""
    return [CertificateBody.of(each) for each in await _desk(ctx).nodes.all()]


@router.post(
    "/keys/certificates",
    operation_id="countersign_certificates",
    summary="Bring more signatures on certificates of nodes",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def countersign_certificates(body: CertificatesInput, ctx: Ctx) -> Count:
    """The same certificates with more signatures of admin keys; the answer counts them."""
    return Count(count=await _desk(ctx).nodes.countersign(ctx.principal, body.to_core()))


@router.post(
    "/keys/issuer-draft",
    operation_id="draft_issuer",
    summary="Get a key of this server to name as an issuer",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def draft_issuer(ctx: Ctx) -> IssuerDraftBody:
    """For the next Keyset of operators who hold the root keys. It signs nothing until one names it."""
    return IssuerDraftBody.of(_desk(ctx).draft_issuer())


def _desk(ctx: Context) -> KeyDesk:
    if ctx.services.keys is None:
        raise HeadframeError(
            Code.CONFLICT,
            "In combined mode there are no keys to look after: server and node are one process. Run"
            " `headframe server` for nodes of their own.",
        )
    if ctx.services.keys.keys.keyset().keyset.org_id != str(ctx.org_id):
        raise HeadframeError(Code.NOT_FOUND, "This server holds no keys of your organisation.")
    return ctx.services.keys
