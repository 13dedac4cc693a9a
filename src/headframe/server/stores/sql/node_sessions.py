# ruff: noqa: D102 - what each method promises is written at its port
"""Challenges and sessions of nodes in tables."""

from dataclasses import asdict

from sqlalchemy import bindparam, delete, insert, select

from headframe.core.sessions.records import Challenge, NodeSession
from headframe.kit.sqlite_errors import ReferenceViolationError, UniqueViolationError
from headframe.server.stores.sql.database import Database, Writing
from headframe.server.stores.sql.schema.enrollment import NODE_CHALLENGE, NODE_SESSION, NODE_SESSION_COUNTER

_OF_TOKEN = select(NODE_SESSION).where(NODE_SESSION.c.token_sha256 == bindparam("token"))


class SqlNodeSessions:
    """NodeSessionStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_challenge(self, challenge: Challenge, *, now_ms: int) -> None:
        async with self._database.write() as tx:
            await tx.execute(delete(NODE_CHALLENGE).where(NODE_CHALLENGE.c.expires_at_ms <= now_ms))
            await tx.execute(insert(NODE_CHALLENGE).values(**asdict(challenge)))

    async def take_challenge(self, challenge_sha256: bytes) -> Challenge | None:
        taking = delete(NODE_CHALLENGE).where(NODE_CHALLENGE.c.challenge_sha256 == challenge_sha256)
        async with self._database.write() as tx:
            rows = await tx.rows(taking.returning(*NODE_CHALLENGE.c))
        return Challenge(**dict(rows[0])) if rows else None

    async def open_session(self, session: NodeSession) -> None:
        async with self._database.write() as tx:
            await _end(tx, session.org_id, session.node_id)
            await tx.execute(insert(NODE_SESSION).values(**asdict(session)))

    async def session(self, token_sha256: bytes) -> NodeSession | None:
        async with self._database.glance() as reading:
            rows = await reading.rows(_OF_TOKEN, {"token": token_sha256})
        return NodeSession(**dict(rows[0])) if rows else None

    async def use_counter(self, token_sha256: bytes, counter: int) -> bool:
        mine = select(NODE_SESSION.c.org_id).where(NODE_SESSION.c.token_sha256 == token_sha256)
        try:
            async with self._database.write() as tx:
                rows = await tx.column(mine)
                if not rows:
                    return False
                values = {"org_id": rows[0], "token_sha256": token_sha256, "counter": counter}
                await tx.execute(insert(NODE_SESSION_COUNTER).values(**values))
        except (UniqueViolationError, ReferenceViolationError):  # used before, or the session just ended
            return False
        return True

    async def end_sessions(self, org_id: int, node_id: int) -> None:
        under_way = (NODE_CHALLENGE.c.org_id == org_id, NODE_CHALLENGE.c.node_id == node_id)
        async with self._database.write() as tx:
            await _end(tx, org_id, node_id)
            await tx.execute(delete(NODE_CHALLENGE).where(*under_way))


async def _end(tx: Writing, org_id: int, node_id: int) -> None:
    mine = (NODE_SESSION.c.org_id == org_id, NODE_SESSION.c.node_id == node_id)
    await tx.execute(delete(NODE_SESSION).where(*mine))
