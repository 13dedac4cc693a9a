"""The server, built and wired: everything is made here and passed in."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from headframe.kit.clock import Clock
from headframe.kit.files import ensure_private_dir
from headframe.kit.ids import system_ids
from headframe.kit.passwords import PasswordHasher
from headframe.kit.web.files import WebFiles
from headframe.kit.web.serving import serving
from headframe.server.config import ServerConfig
from headframe.server.first_run import FirstRun
from headframe.server.gateway.parts import GatewayParts
from headframe.server.gateway.service import Gateway
from headframe.server.housekeeping import Housekeeping
from headframe.server.node_access import open_network_side
from headframe.server.operator.app import create_operator_app
from headframe.server.operator.config import ENROLLMENT, OperatorConfig
from headframe.server.operator.deps import OperatorDeps, Services, build_services
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.artifacts.room import ArtifactRetention
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.services.sealing import NodeSealer
from headframe.server.site import create_site
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class RunningServer:
    """What others in the same process may use of a server."""

    url: str
    org_id: int
    first_run: FirstRun
    stores: Stores
    services: Services
    gateway: Gateway


@contextlib.asynccontextmanager
async def running_server(config: ServerConfig, clock: Clock) -> AsyncIterator[RunningServer]:
    """Run a server for as long as the block; on leaving, nodes are told and requests in flight end."""
    ensure_private_dir(config.state_dir)
    async with open_stores(config.database) as stores:
        org_id = await stores.people.ensure_org(config.organisation)
        router, live = Router(), LiveFeed()
        desk = DiscoveryDesk(clock, live)
        hasher = PasswordHasher()
        files = ArtifactFiles(config.state_dir / "artifacts")
        network = None
        if config.nodes is not None:
            network = await open_network_side(
                config, config.nodes, org_id=org_id, stores=stores, router=router, live=live, clock=clock
            )
        deps = OperatorDeps(
            stores=stores,
            clock=clock,
            ids=system_ids(),
            router=router,
            sealer=NodeSealer(router),
            live=live,
            discoveries=desk,
            files=files,
            hasher=hasher,
            config=_operator_config(config, org_id),
            enrollment=network.enrollment if network else None,
        )
        services = build_services(deps)
        signer = network.signer if network else Unsigned()
        parts = GatewayParts(
            stores,
            router,
            live,
            desk,
            signer,
            clock,
            config.version,
            secrets.token_hex(8),
            handover=services.handover,
        )
        gateway = Gateway(parts, files)
        calls = network.routes(gateway) if network else ()
        site = create_site(create_operator_app(deps, services), WebFiles.read(), calls)
        housekeeping = Housekeeping(
            config=config,
            org_id=org_id,
            stores=stores,
            settings=services.settings,
            artifacts=ArtifactRetention(stores.artifacts, stores.commands, files),
            live=live,
            clock=clock,
            handover=services.handover,
            keys=network.keys if network else None,
            enrollments=network.enrollment.desk if network else None,
        )
        await housekeeping.begin()
        sweeping = asyncio.create_task(housekeeping.run())
        try:
            async with serving(site, config.listen):
                first_run = FirstRun(org_id, stores.people, services.users, services.api_keys, hasher, clock)
                yield RunningServer(config.listen.url, org_id, first_run, stores, services, gateway)
                await router.shut_down()
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)


def _operator_config(config: ServerConfig, org_id: int) -> OperatorConfig:
    return OperatorConfig(
        mode=config.mode,
        version=config.version,
        org_id=org_id,
        tls=config.listen.tls,
        allowed_hosts=config.allowed_hosts,
        scan_policy=config.scan_policy,
        features=(ENROLLMENT,) if config.nodes else (),
        node_origin=config.nodes.origin if config.nodes else "",
        node_authority_pem=config.listen.authority.read_text() if config.listen.authority else "",
    )
