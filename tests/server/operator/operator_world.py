"""A server's surroundings in memory: two organisations with people, nodes, miners and history."""

import os
import shutil
import tempfile
import weakref
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.core.access import Role
from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CoolingMode, CurtailmentLevel
from headframe.core.devices import (
    ComponentKind,
    ComponentStatus,
    Endpoint,
    Identity,
    PairingStatus,
    Severity,
)
from headframe.core.fleet import FoundDevice
from headframe.core.telemetry import Component, DeviceSettings, Fault, MiningState, Pool, Sample
from headframe.kit.clock import ManualClock
from headframe.kit.ids import IdSource
from headframe.kit.passwords import PasswordHasher
from headframe.server.operator.app import create_operator_app
from headframe.server.operator.config import OperatorConfig
from headframe.server.operator.deps import OperatorDeps, build_services
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.services import build_enrollment
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.live import LiveFeed
from headframe.server.services.sealing import NodeSealer
from headframe.server.stores.memory import MemoryStores, memory_stores
from headframe.server.stores.ports import Stores
from headframe.wire.convert.components import components_to_bytes
from headframe.wire.convert.samples import columns_from_samples

NOW_MS = 1_790_000_000_000
PASSWORD = "correct horse battery"
BASE = "http://mine.example"
NODE_ORIGIN = "https://mine.example"
CAPABILITIES = Capabilities(
    commands=frozenset(CommandKind) - {CommandKind.DISCOVER, CommandKind.UPDATE_FIRMWARE},
    power_target=PowerTargetRange(
        min_watts=1000, max_watts=3500, min_percent=30, max_percent=100, modes=("eco",)
    ),
    max_pools=3,
    curtailment_levels=frozenset({CurtailmentLevel.FULL}),
    cooling_modes=frozenset({CoolingMode.AUTO}),
)


class ToldRouter:
    """A CommandRouter that remembers what it was told; the test decides who is connected."""

    def __init__(self) -> None:
        self.woken: list[int] = []
        self.connected: set[int] = set()
        self.keys: dict[int, bytes] = {}

    def wake(self, node_id: int) -> None:
        self.woken.append(node_id)

    def is_connected(self, node_id: int) -> bool:
        return node_id in self.connected

    def node_encryption_key(self, node_id: int) -> bytes | None:
        return self.keys.get(node_id) if node_id in self.connected else None

    def revoke(self, node_id: int) -> None:
        self.connected.discard(node_id)

    def hold(self, node_id: int) -> None:
        self.connected.discard(node_id)

    def sign_in_again(self, node_id: int) -> None:
        self.connected.discard(node_id)


@dataclass
class Org:
    """One organisation's ids."""

    id: int
    users: dict[Role, int]
    node_id: int
    node_key: X25519PrivateKey
    device_ids: list[int]
    unowned_id: int
    site_id: int = 0
    building_id: int = 0
    rack_id: int = 0
    group_id: int = 0


@dataclass
class World:
    """Everything that one operator API stands on."""

    stores: Stores = field(default_factory=memory_stores)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW_MS))
    router: ToldRouter = field(default_factory=ToldRouter)
    live: LiveFeed = field(default_factory=LiveFeed)
    config: OperatorConfig = field(
        default_factory=lambda: OperatorConfig(
            mode="server",
            version="0.0.1",
            org_id=1,
            tls=False,
            node_origin=NODE_ORIGIN,
            anonymous_per_second=1000,
            anonymous_burst=10_000,
            requests_per_second=1000,
            request_burst=10_000,
        )
    )

    def __post_init__(self) -> None:
        self.desk = DiscoveryDesk(self.clock, self.live)
        self.hasher = PasswordHasher(memory_kib=8, time_cost=1)
        self.directory = Path(tempfile.mkdtemp(prefix="headframe-world-"))
        weakref.finalize(self, shutil.rmtree, self.directory)
        self.deps = OperatorDeps(
            stores=self.stores,
            clock=self.clock,
            ids=IdSource(self.clock.now_ms, os.urandom),
            router=self.router,
            sealer=NodeSealer(self.router),
            live=self.live,
            discoveries=self.desk,
            files=ArtifactFiles(self.directory),
            hasher=self.hasher,
            config=self.config,
        )
        self.services = build_services(self.deps)
        self.journal = ActivityJournal(self.stores.activity, self.clock, self.live)
        self.api = create_operator_app(self.deps)
        self.app = Starlette(routes=[Mount("/api/v1", self.api)])
        self.mine: Org
        self.other: Org

    @property
    def memory(self) -> MemoryStores:
        """The stores of a world in memory, with their `fail_next`."""
        assert isinstance(self.stores, MemoryStores)
        return self.stores

    async def populate(self) -> "World":
        """Two organisations alike."""
        self.mine = await self._organisation("mine")
        self.other = await self._organisation("other")
        await self._open_enrollment()
        return self

    async def _open_enrollment(self) -> None:
        """Nodes may come over the network, to the first of the two."""
        self.org_keys = await OrgKeys.open(
            self.directory / "keys",
            key_file=None,
            org_id=self.mine.id,
            store=self.stores.keysets,
            clock=self.clock,
        )
        parts = EnrollmentParts(
            org_id=self.mine.id,
            stores=self.stores,
            keys=self.org_keys,
            streams=self.router,
            journal=self.journal,
            live=self.live,
            clock=self.clock,
            ids=self.deps.ids,
            origins=(NODE_ORIGIN,),
        )
        self.deps = replace(self.deps, enrollment=build_enrollment(parts), keys=self.org_keys)
        self.services = build_services(self.deps)
        self.api = create_operator_app(self.deps, self.services)
        self.app = Starlette(routes=[Mount("/api/v1", self.api)])

    def client(self) -> "Client":
        """A browser that nobody has signed in with."""
        return Client(self)

    async def signed_in(self, role: Role = Role.ADMIN, org: str = "mine") -> "Client":
        """A browser of a person with this role."""
        client = self.client()
        await client.sign_in(f"{org}-{role}")
        return client

    async def _organisation(self, name: str) -> Org:
        stores, now = self.stores, self.clock.now_ms()
        org_id = await stores.people.ensure_org(name)
        encoded = await self.hasher.hash(PASSWORD)
        users = {}
        for role in Role:
            user = await stores.people.add_user(
                org_id, name=f"{name}-{role}", role=role, password_hash=encoded, now_ms=now
            )
            users[role] = user.id
        key = X25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        node = await stores.nodes.ensure_node(
            org_id, name=f"{name}-node", encryption_public_key=public, now_ms=now
        )
        await stores.nodes.record_contact(org_id, node.id, at_ms=now, software_version="1.2.3")
        self.router.connected.add(node.id)
        self.router.keys[node.id] = public
        ids = await self._devices(org_id, node.id, name)
        org = Org(org_id, users, node.id, key, ids[:3], ids[3])
        await self._places(org)
        return org

    async def _devices(self, org_id: int, node_id: int, name: str) -> list[int]:
        found = [found_device(name, number) for number in range(4)]
        stores, now = self.stores, self.clock.now_ms()
        ids = list(await stores.devices.record_found(org_id, node_id, found, now_ms=now))
        await stores.devices.claim(org_id, node_id, ids[:3])
        for number, device_id in enumerate(ids[:3]):
            await stores.devices.record_pairing(
                org_id, device_id, PairingStatus.PAIRED, capabilities=CAPABILITIES
            )
            await stores.devices.record_contact(
                org_id, device_id, reachable=True, problem=None, endpoint=None, at_ms=now
            )
            await stores.devices.record_details(
                org_id,
                device_id,
                identity=found[number].identity,
                capabilities=CAPABILITIES,
                settings=DeviceSettings(pools=(Pool("stratum+tcp://pool.example:3333", "worker.1"),)),
                at_ms=now,
            )
        await stores.devices.record_faults(
            org_id, ids[0], [Fault("fan.stopped", Severity.MAJOR, ComponentKind.FAN, 1)], at_ms=now
        )
        samples = [sample(device_id, now, number) for number, device_id in enumerate(ids[:3])]
        await stores.telemetry.ingest(org_id, node_id, 1, columns_from_samples(samples), received_ms=now)
        return ids

    async def _places(self, org: Org) -> None:
        places = self.stores.places
        site = await places.add_site(org.id, name="North", time_zone="Europe/Oslo", power_limit_watts=None)
        building = await places.add_building(org.id, site_id=site.id, name="Hall 1")
        rack = await places.add_rack(org.id, building_id=building.id, name="A 1", rows=4, columns=10)
        group = await places.add_group(org.id, name="Hydro", description="")
        await places.change_group(org.id, group.id, add=org.device_ids[:1])
        org.site_id, org.building_id, org.rack_id, org.group_id = site.id, building.id, rack.id, group.id


def found_device(name: str, number: int) -> FoundDevice:
    """A miner as discovery tells it."""
    mac = f"02:{sum(name.encode()) % 256:02x}:00:00:{number // 256:02x}:{number % 256:02x}"
    return FoundDevice(
        key=f"mac:{mac}",
        identity=Identity(mac=mac, serial=f"{name}-{number}", make="Bitmain", model="S21", firmware="1.0"),
        endpoint=Endpoint(f"10.0.{number // 250}.{number % 250 + 1}", {"api": 4028}),
        driver="antminer",
        capabilities=CAPABILITIES,
        needs_credentials=True,
    )


def sample(device_id: int, at_ms: int, number: int) -> Sample:
    """A healthy report with a board and a fan."""
    board = Component(
        ComponentKind.HASH_BOARD, 0, ComponentStatus.HEALTHY, hashrate_hs=66e12, chips_working=108
    )
    fan = Component(ComponentKind.FAN, 0, ComponentStatus.HEALTHY, rpm=5820.0)
    return Sample(
        device_id,
        at_ms,
        hashrate_hs=200e12,
        expected_hashrate_hs=200e12,
        power_watts=3500.0,
        power_target_watts=3500.0,
        chip_temperature_c=70.0 + number,
        uptime_seconds=3600,
        mining_state=MiningState.MINING,
        pool_connected=True,
        components=components_to_bytes([board, fan]),
    )


class Client:
    """A browser or script on the API, with its cookie, CSRF token and same-origin headers."""

    def __init__(self, world: World) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(world.app, client=("192.0.2.7", 5000)), base_url=BASE
        )
        self.csrf = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        answer = await self.request("POST", "/sign-in", json={"name": name, "password": password})
        if answer.is_success:
            self.csrf = answer.json()["csrf_token"]
        return answer

    async def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **arguments: object
    ) -> httpx.Response:
        given = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
        if self.csrf:
            given["X-CSRF-Token"] = self.csrf
        return await self.http.request(
            method,
            f"/api/v1{path}",
            headers=given | (headers or {}),
            **arguments,  # type: ignore[arg-type]
        )

    async def get(self, path: str, **parameters: object) -> httpx.Response:
        return await self.request("GET", path, params=parameters)

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        return await self.request(
            "POST", path, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
