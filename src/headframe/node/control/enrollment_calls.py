"""EnrollmentService as a node calls it: the calls that need no session."""

from collections.abc import Awaitable, Sequence
from typing import Self, TypeVar

from connectrpc.errors import ConnectError
from pyqwest import Client

from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.node.control.connect_link import CALL_MS, ServerAddress, transport
from headframe.node.keys.trust import Trust
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentServiceClient
from headframe.wire.rpc_errors import from_rpc

MAX_ANSWER_BYTES = 2 * 1024 * 1024
MAX_KEYSET_ROUNDS = 64
"""Answers with Keysets that are read one after the other: a chain is not endless."""

Answer = TypeVar("Answer")


class EnrollmentCalls:
    """A client of one server. Use as an async context manager. HeadframeError as a link's."""

    def __init__(self, address: ServerAddress) -> None:
        self._address = address

    async def __aenter__(self) -> Self:
        self._transport = transport(self._address, read_seconds=None)
        self._client = EnrollmentServiceClient(
            self._address.url,
            http_client=Client(self._transport),
            send_compression=None,
            read_max_bytes=MAX_ANSWER_BYTES,
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._transport.aclose()

    async def keysets(
        self, *, code_id: str = "", org_id: str = "", after_version: int = 0
    ) -> Sequence[SignedDocument]:
        """Keysets by a code, or those that follow a version."""
        request = gateway_pb2.GetKeysetsRequest(code_id=code_id, org_id=org_id, after_version=after_version)
        answer = await _asked(self._client.get_keysets(request, timeout_ms=CALL_MS))
        return [received(each) for each in answer.keysets]

    async def catch_up(self, trust: Trust) -> bool:
        """Take the Keysets that were made meanwhile. Whether there were any. COMMAND_UNTRUSTED."""
        before = trust.keyset.version
        for _ in range(MAX_KEYSET_ROUNDS):
            keyset = trust.keyset
            documents = await self.keysets(org_id=keyset.org_id, after_version=keyset.version)
            for document in documents:
                trust.advance(document)
            if not documents:
                break
        return trust.keyset.version > before

    async def register(self, request: gateway_pb2.RegisterRequest) -> gateway_pb2.RegisterResponse:
        """Present a code and the node's keys."""
        return await _asked(self._client.register(request, timeout_ms=CALL_MS))

    async def poll(self, request: gateway_pb2.PollEnrollmentRequest) -> gateway_pb2.PollEnrollmentResponse:
        """Ask how far the enrollment is."""
        return await _asked(self._client.poll_enrollment(request, timeout_ms=CALL_MS))

    async def begin_auth(self, request: gateway_pb2.BeginAuthRequest) -> gateway_pb2.BeginAuthResponse:
        """The first half of a handshake."""
        return await _asked(self._client.begin_auth(request, timeout_ms=CALL_MS))

    async def complete_auth(
        self, request: gateway_pb2.CompleteAuthRequest
    ) -> gateway_pb2.CompleteAuthResponse:
        """The second half."""
        return await _asked(self._client.complete_auth(request, timeout_ms=CALL_MS))

    async def rotate_keys(self, request: gateway_pb2.RotateKeysRequest) -> gateway_pb2.RotateKeysResponse:
        """Ask for other keys."""
        return await _asked(self._client.rotate_keys(request, timeout_ms=CALL_MS))


def received(message: gateway_pb2.SignedDocument) -> SignedDocument:
    """A document within its bounds, not yet verified. COMMAND_UNTRUSTED past them."""
    try:
        return document_from_wire(message)
    except SigningError as error:
        raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error


async def _asked(call: Awaitable[Answer]) -> Answer:
    try:
        return await call
    except ConnectError as error:
        raise from_rpc(error) from error
