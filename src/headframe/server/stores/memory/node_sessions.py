# ruff: noqa: D102 - what each method promises is written at its port
"""Challenges and sessions of nodes in dictionaries."""

from headframe.core.sessions.records import Challenge, NodeSession
from headframe.server.stores.memory.failing import Failing


class MemoryNodeSessions(Failing):
    """NodeSessionStore."""

    def __init__(self) -> None:
        super().__init__()
        self._challenges: dict[bytes, Challenge] = {}
        self._sessions: dict[bytes, NodeSession] = {}
        self._counters: dict[bytes, set[int]] = {}

    async def add_challenge(self, challenge: Challenge, *, now_ms: int) -> None:
        lasting = (each for each in self._challenges.values() if now_ms < each.expires_at_ms)
        self._challenges = {each.challenge_sha256: each for each in (*lasting, challenge)}

    async def take_challenge(self, challenge_sha256: bytes) -> Challenge | None:
        return self._challenges.pop(challenge_sha256, None)

    async def open_session(self, session: NodeSession) -> None:
        self._drop(session.org_id, session.node_id)
        self._sessions[session.token_sha256] = session
        self._counters[session.token_sha256] = set()

    async def session(self, token_sha256: bytes) -> NodeSession | None:
        return self._sessions.get(token_sha256)

    async def use_counter(self, token_sha256: bytes, counter: int) -> bool:
        used = self._counters.get(token_sha256)
        if used is None or counter in used:
            return False
        used.add(counter)
        return True

    async def end_sessions(self, org_id: int, node_id: int) -> None:
        self._drop(org_id, node_id)
        others = (
            each for each in self._challenges.values() if (each.org_id, each.node_id) != (org_id, node_id)
        )
        self._challenges = {each.challenge_sha256: each for each in others}

    def _drop(self, org_id: int, node_id: int) -> None:
        ended = [
            s.token_sha256 for s in self._sessions.values() if (s.org_id, s.node_id) == (org_id, node_id)
        ]
        for token in ended:
            del self._sessions[token]
            del self._counters[token]
