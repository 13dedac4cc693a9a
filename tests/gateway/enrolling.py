"""A server that lets nodes in, on a real TLS socket with real stores, and hosts that enroll with it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import WORDS
from headframe.core.enrollment.records import Enrollment, EnrollmentState
from headframe.core.fleet import Node
from headframe.core.people import User
from headframe.kit.clock import Clock, SystemClock
from headframe.kit.development_ca import server_certificate
from headframe.kit.ids import system_ids
from headframe.kit.web.serving import serving
from headframe.node.control.connect_link import ConnectLink, ServerAddress
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.handshake import Handshake
from headframe.node.control.server_clock import ServerClock
from headframe.node.enrollment.client_certificate import ClientCertificate
from headframe.node.enrollment.console import WORDS_A_ROW, Console
from headframe.node.enrollment.enrolled import Enrolled, Installation
from headframe.node.enrollment.flow import EnrollmentAsk, EnrollmentFlow
from headframe.server.config import Listen
from headframe.server.gateway.parts import GatewayParts
from headframe.server.gateway.service import Gateway
from headframe.server.gateway.sessions import EnrolledNodes
from headframe.server.gateway.transport.application import GATEWAY_PATH, gateway_application
from headframe.server.gateway.transport.enrollment import ENROLLMENT_PATH, enrollment_application
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.services import EnrollmentServices, build_enrollment
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.principals import Principal
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.activity import ActivityQuery
from tests.support.programs import free_port

DEADLINE_SECONDS = 20.0
ROWS_OF_WORDS = WORDS // WORDS_A_ROW


@dataclass
class Door:
    """A served enrollment and gateway."""

    directory: Path
    org_id: int
    stores: Stores
    router: Router
    keys: OrgKeys
    services: EnrollmentServices
    listen: Listen
    ca_pem: bytes
    clock: Clock
    opened: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def admin(self) -> Principal:
        user = User(1, self.org_id, "alice", Role.ADMIN, "", 0)
        return Principal(self.org_id, Role.ADMIN, Actor(ActorType.USER, "1", "alice"), user=user)

    @property
    def address(self) -> ServerAddress:
        return ServerAddress(self.listen.url, self.ca_pem)

    async def code(self) -> EnrollmentCode:
        return (await self.services.codes.make(self.admin))[0]

    async def calls(self) -> EnrollmentCalls:
        return await self.opened.enter_async_context(EnrollmentCalls(self.address))

    async def pending(self) -> list[Enrollment]:
        every = await self.services.desk.enrollments(self.org_id)
        return [each for each in every if each.state is EnrollmentState.PENDING]

    async def approve(self, host: "Host") -> Node:
        """By the words on its console, once they are there."""
        words = await host.words()
        (enrollment,) = await self.pending()
        return await self.services.desk.approve(self.admin, enrollment.id, words=words)

    async def verbs(self) -> list[str]:
        entries = await self.stores.activity.page(self.org_id, ActivityQuery(limit=200))
        return [entry.verb for entry in reversed(entries)]


@dataclass
class Host:
    """A machine that enrolls; `said` is what its console shows."""

    door: Door
    state_dir: Path
    name: str = "hall-1"
    server_url: str = ""
    ca_pem: bytes = b""
    client: ClientCertificate | None = None
    said: list[str] = field(default_factory=list)
    _spoken: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, line: str) -> None:
        self.said.append(line)
        self._spoken.set()

    def flow(self, code: EnrollmentCode | None) -> EnrollmentFlow:
        ask = EnrollmentAsk(
            state_dir=self.state_dir,
            server_url=self.server_url or self.door.listen.url,
            name=self.name,
            software_version="1.0",
            code=code,
            ca_pem=self.ca_pem or self.door.ca_pem,
            client=self.client,
        )
        return EnrollmentFlow(ask, Console(self.say), pause=briefly)

    async def words(self) -> str:
        """The ten words, as soon as they are shown; the newest."""
        return " ".join((await self.heard(_is_words, ROWS_OF_WORDS))[-ROWS_OF_WORDS:])

    async def heard(self, wanted: Callable[[str], bool], lines: int = 1) -> list[str]:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while len(found := [line for line in self.said if wanted(line)]) < lines:
                self._spoken.clear()
                await self._spoken.wait()
        return found

    async def enrolled(self) -> Enrolled:
        """From a code to an enrolled node, with an admin who approves it."""
        async with asyncio.TaskGroup() as group:
            running = group.create_task(self.flow(await self.door.code()).run())
            await self.door.approve(self)
        return running.result()

    async def handshake(self, installation: Installation | None = None) -> Handshake:
        """As the node that enrolled here."""
        installation = installation or Installation.load(self.state_dir)
        return Handshake(installation, await self.door.calls(), ServerClock(SystemClock()))

    async def link(self, handshake: Handshake | None = None) -> ConnectLink:
        """To the gateway, as the node that enrolled here."""
        link = ConnectLink(self.door.address, handshake or await self.handshake())
        return await self.door.opened.enter_async_context(link)


def _is_words(line: str) -> bool:
    return line.startswith("    ") and len(line.split()) == WORDS_A_ROW and line.islower()


async def briefly(_: float) -> None:
    """A pause that is none: the server decides when it is over."""
    await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def open_door(
    directory: Path,
    *,
    clock: Clock | None = None,
    port: int | None = None,
    client_authority: Path | None = None,
) -> AsyncIterator[Door]:
    """A server with SQLite stores, behind TLS with a development authority."""
    clock, router, live = clock or SystemClock(), Router(), LiveFeed()
    files = server_certificate(directory / "tls", ["localhost", "127.0.0.1"])
    listen = Listen("127.0.0.1", port or free_port(), files.certificate, files.key)
    async with (
        open_stores(f"sqlite:///{directory / 'database'}") as stores,
        contextlib.AsyncExitStack() as opened,
    ):
        org_id = await stores.people.ensure_org("test")
        keys = await OrgKeys.open(
            directory / "keys", key_file=None, org_id=org_id, store=stores.keysets, clock=clock
        )
        journal = ActivityJournal(stores.activity, clock, live)
        services = build_enrollment(
            EnrollmentParts(org_id, stores, keys, router, journal, live, clock, system_ids(), (listen.url,))
        )
        parts = GatewayParts(stores, router, live, DiscoveryDesk(clock, live), Unsigned(), clock, "1.0", "s")
        gateway = Gateway(parts, ArtifactFiles(directory / "artifacts"))
        routes = [
            Mount(GATEWAY_PATH, gateway_application(gateway, EnrolledNodes(services.sessions))),
            Mount(ENROLLMENT_PATH, enrollment_application(services, clock)),
        ]
        async with serving(Starlette(routes=routes), listen, client_authority=client_authority):
            authority = files.authority.read_bytes()
            yield Door(directory, org_id, stores, router, keys, services, listen, authority, clock, opened)
            await router.shut_down()
            await opened.aclose()
