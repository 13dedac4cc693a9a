"""Somebody between a node and its server, whom the node's TLS trusts: an interception box, or worse."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from connectrpc.request import RequestContext
from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.core.enrollment.registration import Registration
from headframe.core.errors import HeadframeError
from headframe.kit.development_ca import server_certificate
from headframe.kit.web.serving import serving
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.keys.identity import NodeIdentity
from headframe.server.config import Listen
from headframe.server.gateway.preflight import preflight
from headframe.server.gateway.transport.enrollment import ENROLLMENT_PATH
from headframe.wire.convert.bundles import bundle_from_wire, bundle_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentService, EnrollmentServiceASGIApplication
from headframe.wire.rpc_errors import to_rpc
from tests.gateway.enrolling import Door, Host
from tests.support.programs import free_port

AnyContext: TypeAlias = RequestContext[Any, Any]
Swap = Callable[[gateway_pb2.RegisterRequest], None]


class Between(EnrollmentService):
    """Passes calls on; what it does with registrations is `swap`'s business."""

    def __init__(self, calls: EnrollmentCalls, swap: Swap) -> None:
        self._calls = calls
        self._swap = swap

    def preflight(
        self, request: AsyncIterator[gateway_pb2.PreflightPing], _ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.PreflightPong]:
        return preflight(request)

    async def get_keysets(
        self, request: gateway_pb2.GetKeysetsRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.GetKeysetsResponse:
        return await self._calls._client.get_keysets(request)

    async def register(
        self, request: gateway_pb2.RegisterRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.RegisterResponse:
        self._swap(request)
        return await _passed(self._calls.register(request))

    async def poll_enrollment(
        self, _request: gateway_pb2.PollEnrollmentRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.PollEnrollmentResponse:
        return gateway_pb2.PollEnrollmentResponse(
            state=gateway_pb2.PollEnrollmentResponse.STATE_PENDING, retry_after_ms=100
        )

    async def begin_auth(
        self, request: gateway_pb2.BeginAuthRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.BeginAuthResponse:
        return await _passed(self._calls.begin_auth(request))

    async def complete_auth(
        self, request: gateway_pb2.CompleteAuthRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.CompleteAuthResponse:
        return await _passed(self._calls.complete_auth(request))


async def _passed(call: Any) -> Any:
    try:
        return await call
    except HeadframeError as error:
        raise to_rpc(error) from error


def own_keys(directory: Path, origin: str) -> Swap:
    """Registers keys of one's own in place of the node's."""
    keys = NodeIdentity.load_or_create(directory, bytes(16))

    def swap(request: gateway_pb2.RegisterRequest) -> None:
        request.bundle.CopyFrom(bundle_to_wire(keys.bundle()))
        registration = Registration(
            bytes.fromhex(request.code_id), origin, request.node_nonce, request.incarnation, keys.bundle()
        )
        signatures = registration.signed(keys.identity, keys.attest, keys.miner_signing)
        request.identity_signature, request.attest_signature, request.miner_signing_signature = signatures

    return swap


def one_key(directory: Path, name: str) -> Swap:
    """Swaps one key of the bundle for one's own, and can sign with none of the others."""
    keys = NodeIdentity.load_or_create(directory, bytes(16))

    def swap(request: gateway_pb2.RegisterRequest) -> None:
        changed = replace(bundle_from_wire(request.bundle), **{name: getattr(keys.bundle(), name)})
        request.bundle.CopyFrom(bundle_to_wire(changed))

    return swap


def nothing(_: gateway_pb2.RegisterRequest) -> None:
    """Passes registrations on as they are."""


@contextlib.asynccontextmanager
async def standing_between(door: Door, directory: Path, swap: Swap = nothing) -> AsyncIterator[Host]:
    """A host that believes somebody else to be the server, with a certificate that it trusts."""
    files = server_certificate(directory / "tls", ["127.0.0.1"])
    listen = Listen("127.0.0.1", free_port(), files.certificate, files.key)
    application = EnrollmentServiceASGIApplication(Between(await door.calls(), swap))
    app = Starlette(routes=[Mount(ENROLLMENT_PATH, application)])
    async with serving(app, listen):
        yield Host(door, directory / "node", server_url=listen.url, ca_pem=files.authority.read_bytes())
