"""EnrollmentService as a node calls it: the calls that need no session."""

from collections.abc import Awaitable, Sequence
from typing import Self

from pyqwest import Client

from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.node.control.answering import CALL_SECONDS, Answer, answered
from headframe.node.control.connect_link import ServerAddress, transport
from headframe.node.keys.trust import Trust
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.gateway.v1.gateway_connect import EnrollmentServiceClient

MAX_ANSWER_BYTES = 2 * 1024 * 1024
MAX_KEYSET_ROUNDS = 64
"""Answers with Keysets that are read one after the other: a chain is not endless."""


class EnrollmentCalls:
    """A client of one server. Use as an async context manager. HeadframeError as a link's."""

    def __init__(self, address: ServerAddress) -> None:
        self._address = address

    async def __aenter__(self) -> Self:
        self._open()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._transport.aclose()

    def _open(self) -> None:
        self._transport = transport(self._address, read_seconds=None)
        self._client = EnrollmentServiceClient(
            self._address.url,
            http_client=Client(self._transport),
            send_compression=None,
            read_max_bytes=MAX_ANSWER_BYTES,
        )

    async def _asked(self, call: Awaitable[Answer]) -> Answer:
        """The answer. A connection that brought none is not used again: it may be dead and look alive."""
        try:
            return await answered(call, seconds=CALL_SECONDS)
        except HeadframeError as error:
            if error.code is Code.NODE_NOT_CONNECTED:
                await self._transport.aclose()
                self._open()
            raise

    async def keysets(
        self, *, code_id: str = "", org_id: str = "", after_version: int = 0
    ) -> Sequence[SignedDocument]:
        """Keysets by a code, or those that follow a version."""
        request = gateway_pb2.GetKeysetsRequest(code_id=code_id, org_id=org_id, after_version=after_version)
        answer = await self._asked(self._client.get_keysets(request))
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
        return await self._asked(self._client.register(request))

    async def poll(self, request: gateway_pb2.PollEnrollmentRequest) -> gateway_pb2.PollEnrollmentResponse:
        """Ask how far the enrollment is."""
        return await self._asked(self._client.poll_enrollment(request))

    async def begin_auth(self, request: gateway_pb2.BeginAuthRequest) -> gateway_pb2.BeginAuthResponse:
        """The first half of a handshake."""
        return await self._asked(self._client.begin_auth(request))

    async def complete_auth(
        self, request: gateway_pb2.CompleteAuthRequest
    ) -> gateway_pb2.CompleteAuthResponse:
        """The second half."""
        return await self._asked(self._client.complete_auth(request))

    async def rotate_keys(self, request: gateway_pb2.RotateKeysRequest) -> gateway_pb2.RotateKeysResponse:
        """Ask for other keys."""
        return await self._asked(self._client.rotate_keys(request))


def received(message: gateway_pb2.SignedDocument) -> SignedDocument:
    """A document within its bounds, not yet verified. COMMAND_UNTRUSTED past them."""
    try:
        return document_from_wire(message)
    except SigningError as error:
        raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
