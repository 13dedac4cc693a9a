"""Handshakes under way, and the sessions that came of them."""

from typing import Protocol

from headframe.core.sessions.records import Challenge, NodeSession


class NodeSessionStore(Protocol):
    """Challenges and sessions of enrolled nodes, by digests. A dump of it lets nobody in."""

    async def add_challenge(self, challenge: Challenge, *, now_ms: int) -> None:
        """Keep a challenge; those that are over go."""
        ...

    async def take_challenge(self, challenge_sha256: bytes) -> Challenge | None:
        """The challenge, which is gone with this call: nobody else gets it."""
        ...

    async def open_session(self, session: NodeSession) -> None:
        """Keep a session in place of every other one of its node."""
        ...

    async def session(self, token_sha256: bytes) -> NodeSession | None:
        """The session of a token's digest."""
        ...

    async def use_counter(self, token_sha256: bytes, counter: int) -> bool:
        """Whether a session's counter is new; it is used up by this call. False without the session."""
        ...

    async def end_sessions(self, org_id: int, node_id: int) -> None:
        """End every session of a node, and its handshakes under way."""
        ...
