"""EnrollmentService: the only calls that need no session. Each converts, asks a use-case, converts back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeAlias, TypeVar

from connectrpc.request import RequestContext

from headframe.core.enrollment.codes import ID_BYTES
from headframe.core.enrollment.records import EnrollmentState
from headframe.core.enrollment.rotation import RotationProof
from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.preflight import preflight
from headframe.server.services.enrollment.key_rotation import RotateAsk
from headframe.server.services.enrollment.polling import PollAnswer
from headframe.server.services.enrollment.registration import RegisterAsk
from headframe.server.services.enrollment.services import EnrollmentServices
from headframe.server.services.node_handshakes import BeginAsk, CompleteAsk
from headframe.wire.convert.bundles import bundle_from_wire
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.convert.payloads import sealed_to_wire
from headframe.wire.convert.texts import name_of
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentService
from headframe.wire.rpc_errors import to_rpc

AnyContext: TypeAlias = RequestContext[Any, Any]
Answer = TypeVar("Answer")

PREFLIGHT_SECONDS = 15.0
"""How long a preflight may take, so that nobody keeps streams open."""
POLL_AGAIN_MS = 5_000
MAX_NAME_CHARS = 120
MAX_SECRET_CHARS = 128
MAX_NODE_ID = 2**63 - 1

_STATES = {
    EnrollmentState.PENDING: gateway_pb2.PollEnrollmentResponse.STATE_PENDING,
    EnrollmentState.CONFIRMED: gateway_pb2.PollEnrollmentResponse.STATE_CONFIRMED,
    EnrollmentState.ENROLLED: gateway_pb2.PollEnrollmentResponse.STATE_CONFIRMED,
    EnrollmentState.REJECTED: gateway_pb2.PollEnrollmentResponse.STATE_REJECTED,
    EnrollmentState.EXPIRED: gateway_pb2.PollEnrollmentResponse.STATE_EXPIRED,
}


class EnrollmentHandlers(EnrollmentService):
    """The service of the contract."""

    def __init__(self, services: EnrollmentServices) -> None:
        self._services = services

    async def preflight(
        self, request: AsyncIterator[gateway_pb2.PreflightPing], _ctx: AnyContext, /
    ) -> AsyncIterator[gateway_pb2.PreflightPong]:
        """Ping-pong, so that a node knows its way before it sends a key."""
        async with asyncio.timeout(PREFLIGHT_SECONDS):
            async for pong in preflight(request):
                yield pong

    async def get_keysets(
        self, request: gateway_pb2.GetKeysetsRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.GetKeysetsResponse:
        """The chain of Keysets, public as it is."""
        if request.code_id:
            asked = self._services.keysets.for_code(_code_id(request.code_id))
        else:
            asked = self._services.keysets.after(request.org_id, request.after_version)
        documents = await _answered(asked)
        return gateway_pb2.GetKeysetsResponse(keysets=[document_to_wire(each) for each in documents])

    async def register(
        self, request: gateway_pb2.RegisterRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.RegisterResponse:
        """A node with a code."""
        return await _answered(self._register(request))

    async def poll_enrollment(
        self, request: gateway_pb2.PollEnrollmentRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.PollEnrollmentResponse:
        """Whether a node was approved."""
        polls = self._services.polls
        return _polled(
            await _answered(polls.poll(request.enrollment_id, counter=request.counter, proof=request.proof))
        )

    async def begin_auth(
        self, request: gateway_pb2.BeginAuthRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.BeginAuthResponse:
        """The challenge."""
        ask = BeginAsk(
            _node_id(request.node_id),
            request.api_key_id[:MAX_SECRET_CHARS],
            request.api_key[:MAX_SECRET_CHARS],
            request.node_nonce,
            request.keyset_version,
        )
        begun = await _answered(self._services.handshakes.begin(ask))
        return gateway_pb2.BeginAuthResponse(
            challenge=begun.proof.challenge,
            server_nonce=begun.proof.server_nonce,
            server_time_ms=begun.proof.server_time_ms,
            server_proof=document_to_wire(begun.document),
        )

    async def complete_auth(
        self, request: gateway_pb2.CompleteAuthRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.CompleteAuthResponse:
        """The session."""
        ask = CompleteAsk(
            _node_id(request.node_id),
            request.challenge,
            request.identity_signature,
            request.generation,
            request.incarnation,
        )
        done = await _answered(self._services.handshakes.complete(ask))
        return gateway_pb2.CompleteAuthResponse(
            session_token=done.token,
            expires_at_ms=done.expires_at_ms,
            acknowledged_generation=done.generation,
            new_api_key=sealed_to_wire(done.new_api_key) if done.new_api_key else None,
            new_api_key_id=done.new_api_key_id,
        )

    async def rotate_keys(
        self, request: gateway_pb2.RotateKeysRequest, _ctx: AnyContext, /
    ) -> gateway_pb2.RotateKeysResponse:
        """Other keys for an enrolled node."""
        proof = RotationProof(
            old_identity=request.old_identity_signature,
            identity=request.new_identity_signature,
            attest=request.new_attest_signature,
            miner_signing=request.new_miner_signing_signature,
        )
        ask = RotateAsk(
            _node_id(request.node_id), bundle_from_wire(request.bundle), request.node_nonce, proof
        )
        enrollment = await _answered(self._services.rotation.ask(ask))
        return gateway_pb2.RotateKeysResponse(
            enrollment_id=enrollment.id, server_nonce=enrollment.facts.server_nonce
        )

    async def _register(self, request: gateway_pb2.RegisterRequest) -> gateway_pb2.RegisterResponse:
        name = name_of(request.node_name).strip()[:MAX_NAME_CHARS]
        if not name:
            raise HeadframeError(
                Code.INVALID_REQUEST, f"a node has a name of 1 to {MAX_NAME_CHARS} characters"
            )
        ask = RegisterAsk(
            code_id=_code_id(request.code_id),
            secret=request.code_secret,
            node_name=name,
            bundle=bundle_from_wire(request.bundle),
            node_nonce=request.node_nonce,
            incarnation=request.incarnation,
            identity_signature=request.identity_signature,
            attest_signature=request.attest_signature,
            miner_signature=request.miner_signing_signature,
            software_version=name_of(request.software_version),
        )
        enrollment = await self._services.registrar.register(ask)
        keysets = await self._services.keysets.for_code(ask.code_id)
        return gateway_pb2.RegisterResponse(
            enrollment_id=enrollment.id,
            server_nonce=enrollment.facts.server_nonce,
            org_id=enrollment.facts.org_id,
            root_keyset_sha256=enrollment.facts.root_sha256,
            keyset=document_to_wire(keysets[0]),
        )


def _polled(answer: PollAnswer) -> gateway_pb2.PollEnrollmentResponse:
    enrollment = answer.enrollment
    response = gateway_pb2.PollEnrollmentResponse(
        state=_STATES[enrollment.state], api_key_id=enrollment.api_key_id, retry_after_ms=POLL_AGAIN_MS
    )
    if enrollment.node_id is not None:
        response.node_id = str(enrollment.node_id)
    if answer.certificate:
        response.node_cert.CopyFrom(document_to_wire(answer.certificate))
    if answer.sealed_api_key:
        response.api_key.CopyFrom(sealed_to_wire(answer.sealed_api_key))
    return response


async def _answered(asked: Awaitable[Answer]) -> Answer:
    try:
        return await asked
    except HeadframeError as error:
        raise to_rpc(error) from error


def _code_id(text: str) -> bytes:
    """The id of a code; empty, which is nobody's, for what is none."""
    try:
        code_id = bytes.fromhex(text[: 2 * ID_BYTES + 1])
    except ValueError:
        return b""
    return code_id if len(code_id) == ID_BYTES else b""


def _node_id(text: str) -> int:
    """The number of a node; 0, which is nobody's, for what is none."""
    number = int(text) if text.isdecimal() and len(text) <= len(str(MAX_NODE_ID)) else 0
    return number if number <= MAX_NODE_ID else 0
