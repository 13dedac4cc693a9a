"""Sessions of enrolled nodes, as the transport asks for who calls."""

from headframe.server.gateway.parts import NodePrincipal
from headframe.server.services.node_sessions import NodeSessions


class EnrolledNodes:
    """The `NodeSessions` port of `transport.authentication`."""

    def __init__(self, sessions: NodeSessions) -> None:
        self._sessions = sessions

    async def authenticate(
        self, *, token: str, method: str, counter: int | None, proof: bytes
    ) -> NodePrincipal:
        """The node behind a token. NOT_SIGNED_IN, NODE_HELD or NODE_REVOKED."""
        session = await self._sessions.authenticate(token=token, method=method, counter=counter, proof=proof)
        return NodePrincipal(session.org_id, session.node_id)
