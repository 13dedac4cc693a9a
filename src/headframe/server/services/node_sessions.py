"""Who is behind a session token. A token alone opens no stream: each stream is signed for as well."""

import hashlib

from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.possession import stream_message
from headframe.core.sessions.records import IdentityRecord, NodeSession
from headframe.core.signing.keys import is_signed
from headframe.server.services.enrollment.letting_in import let_in, valid_cert
from headframe.server.services.enrollment.parts import EnrollmentParts


class NodeSessions:
    """Who is behind a session token."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    async def authenticate(
        self, *, token: str, method: str, counter: int | None, proof: bytes
    ) -> NodeSession:
        """The session of a token. Streams come with a counter that is used once, and its proof.

        Raises:
            HeadframeError: NOT_SIGNED_IN; NODE_HELD or NODE_REVOKED.
        """
        stores = self._parts.stores
        session = await stores.node_sessions.session(hashlib.sha256(token.encode()).digest())
        if session is None or self._parts.clock.now_ms() >= session.expires_at_ms:
            raise HeadframeError(Code.NOT_SIGNED_IN, "the session has ended")
        identity = let_in(await stores.identities.identity(session.node_id))
        if counter is not None:
            await self._check_stream(token, session, identity, method=method, counter=counter, proof=proof)
        if not identity.generation.acknowledged and identity.generation.number == session.generation:
            await stores.identities.acknowledge_generation(session.node_id, session.generation)
        return session

    async def _check_stream(
        self,
        token: str,
        session: NodeSession,
        identity: IdentityRecord,
        *,
        method: str,
        counter: int,
        proof: bytes,
    ) -> None:
        key = valid_cert(self._parts, identity).bundle.identity
        if not is_signed(key, proof, stream_message(token, method, counter)):
            raise HeadframeError(Code.NOT_SIGNED_IN, "the stream's proof of possession is another's")
        if not await self._parts.stores.node_sessions.use_counter(session.token_sha256, counter):
            raise HeadframeError(Code.NOT_SIGNED_IN, "the stream's proof of possession was used before")
