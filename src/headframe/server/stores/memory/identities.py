# ruff: noqa: D102 - what each method promises is written at its port
"""Identities and api keys of nodes in dictionaries."""

from collections.abc import Sequence
from dataclasses import replace

from headframe.core.sessions.generations import Generation
from headframe.core.sessions.records import IdentityRecord, NodeApiKey, Standing
from headframe.core.signing.documents import SignedDocument
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.nodes import MemoryNodes
from headframe.server.stores.rules.enrollments import stood
from headframe.server.stores.rules.lookups import found


class MemoryIdentities(Failing):
    """IdentityStore."""

    def __init__(self, nodes: MemoryNodes) -> None:
        super().__init__()
        self._nodes = nodes
        self._identities: dict[int, IdentityRecord] = {}
        self._keys: dict[str, NodeApiKey] = {}

    async def put_identity(self, identity: IdentityRecord) -> None:
        found(await self._nodes.node(identity.org_id, identity.node_id), "node", identity.node_id)
        self._identities[identity.node_id] = identity

    async def replace_certificate(
        self, org_id: int, node_id: int, certificate: SignedDocument, *, fingerprint: bytes
    ) -> None:
        mine = self._mine(org_id, node_id)
        self._identities[node_id] = replace(mine, certificate=certificate, fingerprint=fingerprint)

    async def identity(self, node_id: int) -> IdentityRecord | None:
        return self._identities.get(node_id)

    async def identities(self, org_id: int) -> Sequence[IdentityRecord]:
        mine = (each for each in self._identities.values() if each.org_id == org_id)
        return sorted(mine, key=lambda each: each.node_id)

    async def note_generation(self, node_id: int, generation: Generation, *, last: Generation) -> bool:
        identity = self._identities.get(node_id)
        if identity is None or identity.generation != last:
            return False
        self._identities[node_id] = replace(identity, generation=generation)
        return True

    async def acknowledge_generation(self, node_id: int, number: int) -> None:
        identity = self._identities.get(node_id)
        if identity and identity.generation.number == number:
            seen = replace(identity.generation, acknowledged=True)
            self._identities[node_id] = replace(identity, generation=seen)

    async def set_standing(
        self, org_id: int, node_id: int, standing: Standing, *, reason: str, now_ms: int
    ) -> IdentityRecord:
        after = stood(self._mine(org_id, node_id), standing, reason=reason, now_ms=now_ms)
        self._identities[node_id] = after
        return after

    async def add_api_key(self, key: NodeApiKey) -> None:
        found(await self._nodes.node(key.org_id, key.node_id), "node", key.node_id)
        self._keys[key.key_id] = key

    async def api_keys(self, org_id: int, node_id: int) -> Sequence[NodeApiKey]:
        mine = (key for key in self._keys.values() if (key.org_id, key.node_id) == (org_id, node_id))
        return sorted(mine, key=lambda key: (key.created_at_ms, key.key_id), reverse=True)

    async def use_api_key(self, key_id: str, *, now_ms: int) -> None:
        key = self._keys.get(key_id)
        if key and key.first_used_ms is None:
            self._keys[key_id] = replace(key, first_used_ms=now_ms, sealed=None)

    async def end_api_keys(self, org_id: int, node_id: int, *, but: str, at_ms: int) -> None:
        for key in await self.api_keys(org_id, node_id):
            if key.key_id != but and (key.ends_at_ms is None or key.ends_at_ms > at_ms):
                self._keys[key.key_id] = replace(key, ends_at_ms=at_ms)

    async def drop_api_keys(self, org_id: int, node_id: int, *, unused: bool = False) -> None:
        for key in await self.api_keys(org_id, node_id):
            if key.first_used_ms is None or not unused:
                del self._keys[key.key_id]

    def _mine(self, org_id: int, node_id: int) -> IdentityRecord:
        identity = self._identities.get(node_id)
        return found(identity if identity and identity.org_id == org_id else None, "enrolled node", node_id)
