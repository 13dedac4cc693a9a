"""How an enrolled node begins a session: by the challenge handshake.

An api key alone opens nothing: the node signs the challenge with its identity key, for this server, this
handshake and its own count of handshakes.
"""

import contextlib
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Unpack

from headframe.core.commands.payloads import SealedSecret
from headframe.core.enrollment.certs import NodeCert
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.generations import Generation, GenerationVerdict, judge_generation
from headframe.core.sessions.possession import (
    CHALLENGE_BYTES,
    CHALLENGE_MS,
    SESSION_MS,
    Possession,
)
from headframe.core.sessions.records import Challenge, IdentityRecord, NodeApiKey, NodeSession
from headframe.core.sessions.server_proof import NONCE_BYTES, PROOF_TYPE, ServerProof
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.keys import is_signed
from headframe.kit.limits import RateLimiter
from headframe.server.services.enrollment.api_keys import has_ended, matching, replacement
from headframe.server.services.enrollment.letting_in import let_in, valid_cert
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.standing import NodeStanding
from headframe.server.services.journal import About

TOKEN_BYTES = 32
MAX_GENERATION = 2**62
ALARM_SECONDS = 600.0
"""Between two entries of the activity log about the same old key."""


@dataclass(frozen=True, slots=True)
class BeginAsk:
    """A node with its api key."""

    node_id: int
    api_key_id: str
    api_key: str = field(repr=False)
    node_nonce: bytes
    keyset_version: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The challenge, and the server's proof that it is the right one and answers now."""

    proof: ServerProof
    document: SignedDocument


@dataclass(frozen=True, slots=True)
class CompleteAsk:
    """The challenge, signed."""

    node_id: int
    challenge: bytes
    identity_signature: bytes
    generation: int
    incarnation: bytes


@dataclass(frozen=True, slots=True)
class Completed:
    """A session. `new_api_key` is for a node whose key was changed."""

    token: str = field(repr=False)
    expires_at_ms: int
    generation: int
    new_api_key_id: str = ""
    new_api_key: SealedSecret | None = None


class NodeHandshakes:
    """Both halves of the handshake. Every refusal is NOT_SIGNED_IN, but for NODE_HELD and NODE_REVOKED."""

    def __init__(self, parts: EnrollmentParts, standing: NodeStanding) -> None:
        self._parts = parts
        self._standing = standing
        self._alarms = RateLimiter(parts.clock, per_second=1 / ALARM_SECONDS, burst=1)

    async def begin(self, ask: BeginAsk) -> Begun:
        """Challenge who holds an api key."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        if len(ask.node_nonce) != NONCE_BYTES:
            raise HeadframeError(Code.INVALID_REQUEST, f"a nonce has {NONCE_BYTES} bytes")
        identity, _ = await self._known(ask.node_id, ask.api_key_id, ask.api_key)
        if ask.keyset_version > parts.keys.keyset_version:
            await self._tell_behind(ask)
        proof = ServerProof(
            org_id=str(identity.org_id),
            node_id=str(identity.node_id),
            key_id=parts.keys.issuer_key_id,
            challenge=secrets.token_bytes(CHALLENGE_BYTES),
            node_nonce=ask.node_nonce,
            server_nonce=secrets.token_bytes(NONCE_BYTES),
            server_time_ms=now_ms,
        )
        challenge = Challenge(
            challenge_sha256=_digest(proof.challenge),
            org_id=identity.org_id,
            node_id=identity.node_id,
            api_key_id=ask.api_key_id,
            node_nonce=ask.node_nonce,
            server_nonce=proof.server_nonce,
            expires_at_ms=now_ms + CHALLENGE_MS,
        )
        await parts.stores.node_sessions.add_challenge(challenge, now_ms=now_ms)
        return Begun(proof, parts.keys.sign_as_issuer(PROOF_TYPE, proof.body()))

    async def complete(self, ask: CompleteAsk) -> Completed:
        """Give a session to who signed the challenge, and counted the handshake."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        challenge = await parts.stores.node_sessions.take_challenge(_digest(ask.challenge))
        if challenge is None or challenge.node_id != ask.node_id or now_ms >= challenge.expires_at_ms:
            raise HeadframeError(Code.NOT_SIGNED_IN, "the challenge was used, or is over: begin again")
        identity = let_in(await parts.stores.identities.identity(ask.node_id))
        cert = valid_cert(parts, identity)
        if not self._possesses(ask, challenge, cert):
            known = ", ".join(parts.origins)
            raise HeadframeError(
                Code.NOT_SIGNED_IN,
                f"the node does not hold its identity key, or signed for another server: this one is {known}",
            )
        await self._count(ask, identity)
        return await self._opened(ask, identity, challenge.api_key_id)

    async def _known(self, node_id: int, api_key_id: str, secret: str) -> tuple[IdentityRecord, NodeApiKey]:
        """The node of an api key that is in force."""
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        identity = await parts.stores.identities.identity(node_id)
        keys = await parts.stores.identities.api_keys(identity.org_id, node_id) if identity else ()
        key = matching(keys, api_key_id, secret)
        if identity is None or key is None:
            raise HeadframeError(Code.NOT_SIGNED_IN, "no such node, or not its api key")
        let_in(identity)
        if has_ended(key, keys, at_ms=now_ms):
            await self._alarm(key)
            raise HeadframeError(Code.NOT_SIGNED_IN, "this api key has ended: a newer one is in use")
        return identity, key

    async def _alarm(self, key: NodeApiKey) -> None:
        """Tell people of the use of a key that has ended."""
        await self._tell(
            key.key_id,
            "security.old_api_key_used",
            f"Somebody used an api key of node {key.node_id} that has ended",
            node_id=key.node_id,
            details={"api_key_id": key.key_id},
        )

    async def _tell_behind(self, ask: BeginAsk) -> None:
        """Tell people that this server has fallen behind a node, which never goes back."""
        known = self._parts.keys.keyset_version
        await self._tell(
            f"keyset-of-{ask.node_id}",
            "security.keyset_behind",
            f"Node {ask.node_id} goes by Keyset {ask.keyset_version}, this server by {known}: its state was"
            " restored from a backup. Put back the newest keys/ of its state directory, and start it again;"
            " without them the node takes no later Keyset, and has to be enrolled anew",
            node_id=ask.node_id,
            details={"node_keyset_version": ask.keyset_version, "keyset_version": known},
        )

    async def _tell(self, about: str, verb: str, summary: str, **more: Unpack[About]) -> None:
        """Put an alarm in the activity log, and not more often than people read."""
        with contextlib.suppress(HeadframeError):
            self._alarms.spend(about)
            await self._parts.journal.record(self._parts.author, verb, summary, **more)

    def _possesses(self, ask: CompleteAsk, challenge: Challenge, cert: NodeCert) -> bool:
        return any(
            is_signed(
                cert.bundle.identity,
                ask.identity_signature,
                Possession(
                    origin=origin,
                    org_id=cert.org_id,
                    node_id=cert.node_id,
                    challenge=ask.challenge,
                    node_nonce=challenge.node_nonce,
                    server_nonce=challenge.server_nonce,
                    api_key_id=challenge.api_key_id,
                    generation=ask.generation,
                    incarnation=ask.incarnation,
                ).message(),
            )
            for origin in self._parts.origins
        )

    async def _count(self, ask: CompleteAsk, identity: IdentityRecord) -> None:
        """Take a handshake's number, or hold the node where it gives a copy away."""
        verdict = judge_generation(identity.generation, ask.generation, ask.incarnation)
        if verdict is not GenerationVerdict.ACCEPT:
            await self._standing.hold(identity, verdict.value)
            raise HeadframeError(Code.NODE_HELD, verdict.value)
        if not 0 < ask.generation < MAX_GENERATION:
            raise HeadframeError(Code.INVALID_REQUEST, "the number of the handshake is out of bounds")
        newest = Generation(ask.generation, acknowledged=False, incarnation=ask.incarnation)
        if not await self._parts.stores.identities.note_generation(
            ask.node_id, newest, last=identity.generation
        ):
            raise HeadframeError(Code.NOT_SIGNED_IN, "another handshake of this node came first: begin again")

    async def _opened(self, ask: CompleteAsk, identity: IdentityRecord, api_key_id: str) -> Completed:
        stores, now_ms = self._parts.stores, self._parts.clock.now_ms()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = NodeSession(
            token_sha256=_digest(token.encode()),
            org_id=identity.org_id,
            node_id=identity.node_id,
            generation=ask.generation,
            created_at_ms=now_ms,
            expires_at_ms=now_ms + SESSION_MS,
        )
        async with stores.together():
            await stores.node_sessions.open_session(session)
            await stores.identities.use_api_key(api_key_id, now_ms=now_ms)
            await stores.enrollments.complete(identity.org_id, identity.node_id)
        keys = await stores.identities.api_keys(identity.org_id, identity.node_id)
        used = next((key for key in keys if key.key_id == api_key_id), None)
        following = replacement(used, keys) if used else None
        return Completed(
            token,
            session.expires_at_ms,
            ask.generation,
            following.key_id if following else "",
            following.sealed if following else None,
        )


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
