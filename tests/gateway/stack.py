"""A gateway on a real TLS socket, and links to it."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.web.serving import serving
from headframe.node.control.connect_link import ConnectLink, ServerAddress
from headframe.server.config import Listen
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.transport.application import GATEWAY_PATH, gateway_application
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import MemoryStores, memory_stores
from tests.support.programs import free_port

TOKEN = "session-token-of-a-test"


class OneSession:
    """Both halves of a session that everybody agreed on: what identity does is tested elsewhere."""

    def __init__(self, principal: NodePrincipal) -> None:
        self.principal = principal
        self.asked: list[tuple[str, int | None]] = []
        self.rejections = 0
        self.token = TOKEN

    async def authenticate(
        self, *, token: str, method: str, counter: int | None, proof: bytes
    ) -> NodePrincipal:
        """Takes TOKEN; proofs are only looked at for being there."""
        self.asked.append((method, counter))
        if token != TOKEN or (counter is not None and not proof):
            raise HeadframeError(Code.NOT_SIGNED_IN, "the session has ended")
        return self.principal

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:  # noqa: ARG002 - the port's
        """As a node would send them."""
        proof = {"headframe-proof": f"{len(self.asked) + 1}.{'A' * 86}"} if stream else {}
        return {"authorization": f"Bearer {self.token}", **proof}

    def rejected(self) -> None:
        """Count."""
        self.rejections += 1


@dataclass
class Stack:
    """A served gateway."""

    stores: MemoryStores
    router: Router
    session: OneSession
    listen: Listen
    ca_pem: bytes
    links: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def address(self) -> ServerAddress:
        """How a node knows this server."""
        return ServerAddress(self.listen.url, self.ca_pem)

    async def link(self, address: ServerAddress | None = None) -> ConnectLink:
        """A link that lasts as long as the stack."""
        return await self.links.enter_async_context(ConnectLink(address or self.address, self.session))


@contextlib.asynccontextmanager
async def served_gateway(directory: Path, *, client_authority: Path | None = None) -> AsyncIterator[Stack]:
    """A gateway with one node, on memory stores, behind TLS with a development authority."""
    clock, router, live = SystemClock(), Router(), LiveFeed()
    files = server_certificate(directory / "tls", ["localhost", "127.0.0.1"])
    listen = Listen("127.0.0.1", free_port(), files.certificate, files.key)
    stores = memory_stores()
    async with contextlib.AsyncExitStack() as links:
        org_id = await stores.people.ensure_org("test")
        node = await stores.nodes.ensure_node(org_id, name="n", encryption_public_key=bytes(32), now_ms=1)
        session = OneSession(NodePrincipal(org_id, node.id))
        parts = GatewayParts(
            stores, router, live, DiscoveryDesk(clock, live), Unsigned(), clock, "1.0", "server"
        )
        gateway = Gateway(parts, ArtifactFiles(directory / "artifacts"))
        app = Starlette(routes=[Mount(GATEWAY_PATH, gateway_application(gateway, session))])
        async with serving(app, listen, client_authority=client_authority):
            stack = Stack(stores, router, session, listen, files.authority.read_bytes(), links)
            yield stack
            await links.aclose()
