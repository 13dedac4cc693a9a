"""Who each enrolled node is: its certificate, its api keys, and whether it is let in."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.sessions.generations import Generation
from headframe.core.sessions.records import IdentityRecord, NodeApiKey, Standing
from headframe.core.signing.documents import SignedDocument


class IdentityStore(Protocol):
    """Identities by node. A node of `combined`, which never enrolled, has none."""

    async def put_identity(self, identity: IdentityRecord) -> None:
        """Keep who a node is, whatever was kept before. NOT_FOUND without the node."""
        ...

    async def replace_certificate(
        self, org_id: int, node_id: int, certificate: SignedDocument, *, fingerprint: bytes
    ) -> None:
        """The same node with other keys; its handshakes count on. NOT_FOUND."""
        ...

    async def identity(self, node_id: int) -> IdentityRecord | None:
        """Who a node is, of whatever organisation."""
        ...

    async def identities(self, org_id: int) -> Sequence[IdentityRecord]:
        """All of an organisation, by node."""
        ...

    async def note_generation(self, node_id: int, generation: Generation, *, last: Generation) -> bool:
        """Keep the newest handshake, if `last` still is the one before: otherwise another came first."""
        ...

    async def acknowledge_generation(self, node_id: int, number: int) -> None:
        """The node has used what that handshake gave it."""
        ...

    async def set_standing(
        self, org_id: int, node_id: int, standing: Standing, *, reason: str, now_ms: int
    ) -> IdentityRecord:
        """Hold, let in, or revoke. ACTIVE also forgets the newest handshake: the next one is the first.

        NOT_FOUND; CONFLICT for one that was revoked.
        """
        ...

    async def add_api_key(self, key: NodeApiKey) -> None:
        """Keep a new key. NOT_FOUND without the node."""
        ...

    async def api_keys(self, org_id: int, node_id: int) -> Sequence[NodeApiKey]:
        """All keys of a node, newest first."""
        ...

    async def use_api_key(self, key_id: str, *, now_ms: int) -> None:
        """Note the first use of a key; what was sealed for the node is forgotten then."""
        ...

    async def end_api_keys(self, org_id: int, node_id: int, *, but: str, at_ms: int) -> None:
        """Let all keys but one end at a time, or earlier where they did; `but` empty: all."""
        ...

    async def drop_api_keys(self, org_id: int, node_id: int, *, unused: bool = False) -> None:
        """Forget the keys of a node at once, or those that were never used."""
        ...
