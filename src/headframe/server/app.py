"""The server, built and wired: everything is made here and passed in."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from headframe.kit.clock import Clock
from headframe.kit.files import ensure_private_dir
from headframe.kit.ids import system_ids
from headframe.kit.monitoring.health import Health
from headframe.kit.monitoring.monitor import Monitor, monitoring
from headframe.kit.passwords import PasswordHasher
from headframe.kit.web.files import WebFiles
from headframe.kit.web.serving import serving
from headframe.server.config import ServerConfig
from headframe.server.first_run import FirstRun
from headframe.server.gateway.parts import GatewayParts
from headframe.server.gateway.service import Gateway
from headframe.server.housekeeping import Housekeeping
from headframe.server.metrics.asked import ServerSource
from headframe.server.metrics.fleet import FleetSource
from headframe.server.metrics.meters import GatewayMeters, SigningMeters, StoreMeters
from headframe.server.metrics.requests import MeasuredRequests
from headframe.server.node_access import open_network_side
from headframe.server.operator.app import create_operator_app
from headframe.server.operator.config import ENROLLMENT, OperatorConfig
from headframe.server.operator.deps import OperatorDeps, Services, build_services
from headframe.server.readiness import Readiness
from headframe.server.routing.router import Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.artifacts.room import ArtifactRetention
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.services.node_hosts import NodeHosts
from headframe.server.services.sealing import NodeSealer
from headframe.server.site import create_site
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores

PART = "server"
"""Of a process, as its health is told."""


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
async def running_server(
    config: ServerConfig, clock: Clock, monitor: Monitor | None = None
) -> AsyncIterator[RunningServer]:
    """Run a server for as long as the block; on leaving, nodes are told and requests in flight end.

    `monitor` is told of it; without one, it gets its own, served as configured.
    """
    ensure_private_dir(config.state_dir)
    async with contextlib.AsyncExitStack() as stack:
        if monitor is None:
            monitor = await stack.enter_async_context(
                monitoring(config.monitor, PART, version=config.version, mode=config.mode, clock=clock)
            )
        yield await stack.enter_async_context(_running(config, clock, monitor))


@contextlib.asynccontextmanager
async def _running(config: ServerConfig, clock: Clock, monitor: Monitor) -> AsyncIterator[RunningServer]:
    meters, store_meters = monitor.meters, StoreMeters(monitor.meters)
    async with open_stores(config.database, meter=store_meters) as stores:
        org_id = await stores.people.ensure_org(config.organisation)
        router, live = Router(), LiveFeed()
        desk, hosts = DiscoveryDesk(clock, live), NodeHosts()
        hasher = PasswordHasher()
        files = ArtifactFiles(config.state_dir / "artifacts")
        network, signing = None, SigningMeters(meters)
        if config.nodes is not None:
            network = await open_network_side(
                config,
                config.nodes,
                org_id=org_id,
                stores=stores,
                router=router,
                live=live,
                clock=clock,
                signing=signing,
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
            hosts=hosts,
            keys=network.keys if network else None,
        )
        services = build_services(deps)
        signer = network.signer if network else Unsigned()
        meter = GatewayMeters(meters, store_meters)
        fleet = FleetSource(org_id, stores.devices, services.settings)
        meters.before_scrapes(fleet.read)
        meters.ask(fleet.tell)
        meters.ask(ServerSource(router, live, hosts).tell)
        parts = GatewayParts(
            stores,
            router,
            live,
            desk,
            signer,
            clock,
            config.version,
            secrets.token_hex(8),
            keysets=network.keys if network else None,
            certified=network.enrollment.certified if network else None,
            handover=services.handover,
            hosts=hosts,
            meter=meter,
        )
        gateway = Gateway(parts, files)
        operator = MeasuredRequests(create_operator_app(deps, services), meters)
        calls = network.routes(gateway, meter.call_refused) if network else ()
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
            meter=meter,
        )
        await housekeeping.begin()
        sweeping = asyncio.create_task(housekeeping.run())
        try:
            async with _served(config, operator, calls, monitor.health):
                first_run = FirstRun(org_id, stores.people, services.users, services.api_keys, hasher, clock)
                with monitor.health.running(PART, store=Readiness(org_id, stores.settings).store):
                    yield RunningServer(config.listen.url, org_id, first_run, stores, services, gateway)
                await router.shut_down()
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            await gateway.settled()


@contextlib.asynccontextmanager
async def _served(
    config: ServerConfig, operator: ASGIApp, calls: Sequence[Mount], health: Health
) -> AsyncIterator[None]:
    """All on one address, or nodes on one of their own where theirs asks for certificates."""
    own = config.nodes.listen if config.nodes else None
    site = create_site(operator, WebFiles.read(), health, () if own else calls)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(serving(site, config.listen))
        if own:
            nodes_alone = serving(Starlette(routes=calls), own, client_authority=own.client_authority)
            await stack.enter_async_context(nodes_alone)
        yield


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
