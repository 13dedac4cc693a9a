"""The node's half of the challenge handshake, and the proofs that let its calls in."""

import asyncio
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

import structlog

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.possession import Possession, stream_message
from headframe.core.sessions.server_proof import NONCE_BYTES, ServerProof, check_server_proof
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.errors import SigningError
from headframe.kit.sealing import SealPurpose
from headframe.node.control.enrollment_calls import EnrollmentCalls, received
from headframe.node.control.server_clock import ServerClock
from headframe.node.enrollment.enrolled import Installation
from headframe.node.keys.api_key import NodeApiKey
from headframe.wire.convert.payloads import sealed_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

RENEW_BEFORE_MS = 60_000
"""A session that ends within this time is not begun a call with."""


@dataclass(slots=True)
class _Session:
    """A session and the numbers of its streams; one that was refused is let go."""

    token: str = field(repr=False)
    expires_at_ms: int
    streams: "count[int]" = field(default_factory=lambda: count(1))


class Handshake:
    """The `SessionSource` of `connect_link`: begins a session when a call needs one.

    `clock` learns the server's time from each handshake, by the server's signature and no other way.
    """

    def __init__(self, installation: Installation, calls: EnrollmentCalls, clock: ServerClock) -> None:
        self._installation = installation
        self._identity = installation.identity
        self._is_held = False
        self._api_key = installation.api_key
        self._calls = calls
        self._clock = clock
        self._session: _Session | None = None
        self._beginning = asyncio.Lock()

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:
        """Headers for one call.

        Raises:
            HeadframeError: NODE_HELD, NODE_REVOKED, NOT_SIGNED_IN, RATE_LIMITED, NODE_NOT_CONNECTED;
                COMMAND_UNTRUSTED for a server that does not prove itself.
        """
        session = await self._present()
        headers = {"authorization": f"Bearer {session.token}"}
        if stream:
            number = next(session.streams)
            proof = self._identity.identity.sign(stream_message(session.token, method, number))
            headers["headframe-proof"] = f"{number}.{urlsafe_b64encode(proof).decode()}"
        return headers

    def rejected(self) -> None:
        """The server refused the session: the next call begins another one."""
        self._session = None

    async def _present(self) -> _Session:
        async with self._beginning:
            session = self._session
            if session is None or self._clock.now_ms() >= session.expires_at_ms - RENEW_BEFORE_MS:
                session = self._session = await self._let_in()
            return session

    async def _let_in(self) -> _Session:
        """A new session. A node that was held for a copy begins again as another incarnation.

        Once an operator has let it in, the other copy gives itself away at once, however far it has counted.
        """
        try:
            session = await self._begin()
        except HeadframeError as error:
            if error.code is Code.NODE_HELD and not self._is_held:
                self._is_held = True
                self._identity = await asyncio.to_thread(self._identity.reborn)
                log.warning("node_held", why=error.message)
            raise
        self._is_held = False
        return session

    async def _begin(self) -> _Session:
        enrolled, identity = self._installation.enrolled, self._identity
        node_nonce = os.urandom(NONCE_BYTES)
        begun = await self._calls.begin_auth(
            gateway_pb2.BeginAuthRequest(
                node_id=enrolled.node_id,
                api_key_id=self._api_key.key_id,
                api_key=self._api_key.secret,
                node_nonce=node_nonce,
                keyset_version=self._installation.trust.keyset.version,
            )
        )
        await self._check_server(begun, node_nonce)
        self._clock.learn(begun.server_time_ms)
        generation = await asyncio.to_thread(identity.next_generation)
        possession = Possession(
            origin=enrolled.server_url,
            org_id=enrolled.org_id,
            node_id=enrolled.node_id,
            challenge=begun.challenge,
            node_nonce=node_nonce,
            server_nonce=begun.server_nonce,
            api_key_id=self._api_key.key_id,
            generation=generation,
            incarnation=identity.incarnation,
        )
        done = await self._calls.complete_auth(
            gateway_pb2.CompleteAuthRequest(
                node_id=enrolled.node_id,
                challenge=begun.challenge,
                identity_signature=identity.identity.sign(possession.message()),
                generation=generation,
                incarnation=identity.incarnation,
            )
        )
        if done.new_api_key_id:
            await self._take_api_key(done.new_api_key_id, sealed_from_wire(done.new_api_key))
        log.info("session_begun", generation=generation, expires_at_ms=done.expires_at_ms)
        return _Session(done.session_token, done.expires_at_ms)

    async def _check_server(self, begun: gateway_pb2.BeginAuthResponse, node_nonce: bytes) -> None:
        """That an issuer of the organisation answered, now: else its time and challenge are nobody's."""
        enrolled, trust = self._installation.enrolled, self._installation.trust
        document = received(begun.server_proof)
        expected = ServerProof(
            org_id=enrolled.org_id,
            node_id=enrolled.node_id,
            key_id="",
            challenge=begun.challenge,
            node_nonce=node_nonce,
            server_nonce=begun.server_nonce,
            server_time_ms=begun.server_time_ms,
        )
        if self._proves(document, expected):
            return
        await self._calls.catch_up(trust)  # an issuer that was named while this node was away
        try:
            check_server_proof(document, expected, trust.keyset)
        except SigningError as error:
            raise HeadframeError(
                Code.COMMAND_UNTRUSTED, f"the server does not prove itself: {error}"
            ) from error

    def _proves(self, document: SignedDocument, expected: ServerProof) -> bool:
        try:
            check_server_proof(document, expected, self._installation.trust.keyset)
        except SigningError:
            return False
        return True

    async def _take_api_key(self, key_id: str, sealed: SealedSecret) -> None:
        """Another api key, on disk before it is used. One that does not open leaves the old one in use."""
        enrolled, encryption = self._installation.enrolled, self._identity.encryption
        opener = encryption.opener(org_id=enrolled.org_id, node_id=enrolled.node_id)
        try:
            secret = opener.open(sealed, SealPurpose.NODE_API_KEY).decode()
        except (HeadframeError, UnicodeDecodeError):
            log.warning("new_api_key_does_not_open", api_key_id=key_id)
            return
        fresh = NodeApiKey(key_id, secret)
        await asyncio.to_thread(fresh.keep, self._installation.state_dir)
        self._api_key = fresh
        log.info("api_key_replaced", api_key_id=key_id)
