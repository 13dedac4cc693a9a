"""Putting nodes out and letting them in again: revocation, the hold of possible copies, other api keys."""

from collections.abc import Mapping

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.sessions.records import ROTATION_MS, IdentityRecord, Standing
from headframe.server.services.commands.lost import give_up_commands
from headframe.server.services.enrollment.api_keys import mint
from headframe.server.services.enrollment.letting_in import valid_cert
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.principals import Principal


class NodeStanding:
    """Whether enrolled nodes are let in."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts

    async def identities(self, org_id: int) -> Mapping[int, IdentityRecord]:
        """Who is enrolled, by node."""
        found = await self._parts.stores.identities.identities(org_id)
        return {each.node_id: each for each in found}

    async def revoke(self, principal: Principal, node_id: int) -> Node:
        """Put a node out at once and for good: sessions, api keys, certificate, streams and sealed logins.

        Its miners stay its own until somebody releases them or lets another host in its place.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT for one that never enrolled, or was revoked before.
        """
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        node, _ = await self._enrolled(principal, node_id)
        reason = f"revoked by {principal.actor.display_name or principal.actor.id}"
        async with parts.stores.together():
            await parts.stores.identities.set_standing(
                node.org_id, node_id, Standing.REVOKED, reason=reason, now_ms=now_ms
            )
            await parts.stores.identities.end_api_keys(node.org_id, node_id, but="", at_ms=now_ms)
            await parts.stores.node_sessions.end_sessions(node.org_id, node_id)
            await parts.stores.logins.forget_node(node.org_id, node_id)
        parts.streams.revoke(node_id)
        await self._note(principal, node, "node.revoked", f"revoked the node {node.name}")
        return node

    async def rotate_api_key(self, principal: Principal, node_id: int) -> Node:
        """Make another api key. The node is given it at its next handshake; the old one ends a day later.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT for one that never enrolled or was revoked.
        """
        parts, now_ms = self._parts, self._parts.clock.now_ms()
        node, identity = await self._enrolled(principal, node_id)
        if identity.standing is Standing.REVOKED:
            raise HeadframeError(Code.CONFLICT, f"The node {node.name} was revoked.")
        before = await parts.stores.identities.api_keys(node.org_id, node_id)
        key = mint(
            org_id=node.org_id,
            node_id=node_id,
            encryption_key=valid_cert(parts, identity).bundle.encryption,
            now_ms=max([now_ms, *(each.created_at_ms + 1 for each in before)]),  # whatever the clock: newest
        )
        async with parts.stores.together():
            await parts.stores.identities.drop_api_keys(node.org_id, node_id, unused=True)
            await parts.stores.identities.add_api_key(key)
            await parts.stores.identities.end_api_keys(
                node.org_id, node_id, but=key.key_id, at_ms=now_ms + ROTATION_MS
            )
        await self._note(
            principal, node, "node.api_key_rotated", f"made another api key for the node {node.name}"
        )
        return node

    async def settle_clone(self, principal: Principal, node_id: int) -> Node:
        """There is one host with these keys again: the next handshake is let in, and counted from.

        That host may have been set back to an older state, and forgotten what it has run: commands that it
        was sent and has not answered are OUTCOME_UNKNOWN, unless running one twice is running it once.

        Raises:
            HeadframeError: NOT_FOUND; CONFLICT for one that is not held.
        """
        parts = self._parts
        node, identity = await self._enrolled(principal, node_id)
        if identity.standing is not Standing.HELD:
            raise HeadframeError(Code.CONFLICT, f"The node {node.name} is not held.")
        now_ms = parts.clock.now_ms()
        async with parts.stores.together():
            await give_up_commands(parts.stores, parts.live, node.org_id, node_id, now_ms=now_ms)
            await parts.stores.identities.set_standing(
                node.org_id, node_id, Standing.ACTIVE, reason="", now_ms=now_ms
            )
        await self._note(
            principal, node, "node.clone_settled", f"let the node {node.name} in again: it is one host"
        )
        return node

    async def hold(self, identity: IdentityRecord, reason: str) -> None:
        """Keep a node out that may have been copied, until an operator has decided."""
        parts, org_id, node_id = self._parts, identity.org_id, identity.node_id
        async with parts.stores.together():
            await parts.stores.identities.set_standing(
                org_id, node_id, Standing.HELD, reason=reason, now_ms=parts.clock.now_ms()
            )
            await parts.stores.node_sessions.end_sessions(org_id, node_id)
        parts.streams.hold(node_id)
        parts.live.nodes_changed(org_id, (node_id,))
        await parts.journal.record(
            parts.author,
            "security.clone_suspected",
            f"Node {node_id} is held: {reason}",
            node_id=node_id,
        )

    async def _enrolled(self, principal: Principal, node_id: int) -> tuple[Node, IdentityRecord]:
        node = await self._parts.stores.nodes.node(principal.org_id, node_id)
        if node is None:
            raise HeadframeError(Code.NOT_FOUND, f"There is no node {node_id}.")
        identity = await self._parts.stores.identities.identity(node_id)
        if identity is None:
            raise HeadframeError(
                Code.CONFLICT, f"The node {node.name} runs within this server: it never enrolled."
            )
        return node, identity

    async def _note(self, principal: Principal, node: Node, verb: str, summary: str) -> None:
        self._parts.live.nodes_changed(node.org_id, (node.id,))
        await self._parts.journal.record(principal, verb, summary, node_id=node.id)
