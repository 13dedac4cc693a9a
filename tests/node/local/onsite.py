"""A node's local API over a real log, inventory and fleet, with hands that do what the test says."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from headframe.core.alone import AlonePeriod
from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.devices import Credentials, Identity
from headframe.core.errors import Problem
from headframe.core.reconcile.standing import UNTOUCHED
from headframe.core.telemetry import DeviceDetails, DeviceSettings, MiningState, Pool, Sample
from headframe.kit.clock import Clock, SystemClock
from headframe.kit.passwords import PasswordHasher
from headframe.node.execution.outcome import Outcome, succeeded
from headframe.node.inventory import Inventory
from headframe.node.local.acts import LocalActs
from headframe.node.local.api.app import create_local_app
from headframe.node.local.api.parts import LocalParts, NodeFacts
from headframe.node.local.contact import ContactWatch, Waiting
from headframe.node.local.credential import NAME, LocalCredential
from headframe.node.local.fleet import LiveFleet
from headframe.node.local.labels import Labels
from headframe.node.local.lists import DeviceLists, NodeNames
from headframe.node.local.log import LocalLog
from headframe.node.local.operations import LocalCommands
from headframe.node.local.sessions import LocalSessions
from headframe.node.local.sign_in import LocalSignIn
from headframe.wire.convert.details import details_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.support.in_time import DEADLINE_SECONDS, TURN_SECONDS

NAMES = NodeNames(org_id=1, node_id=7, name="hall-1")
ORIGIN = "https://hall-1:8443"
MINERS = 4
CAPABILITIES = Capabilities(
    commands=frozenset(CommandKind) - {CommandKind.BLINK_LED},
    power_target=PowerTargetRange(min_watts=1000, max_watts=3500),
    curtailment_levels=frozenset(CurtailmentLevel),
)


class Sink:
    """Where the live fleet passes everything on to."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.events: list[gateway_pb2.Event] = []

    def sample(self, sample: Sample) -> None:
        self.samples.append(sample)

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        event.device_id = device_id
        event.at_ms = SystemClock().now_ms()
        self.events.append(event)

    def moved(self, device_id: int, problem: Problem) -> None:
        raise AssertionError((device_id, problem))


@dataclass
class Hands:
    """The executor and the command journal, as the local UI sees them."""

    done: list[CommandEnvelope] = field(default_factory=list)
    outcome: Outcome = field(default_factory=succeeded)
    ended: dict[str, CommandAck] = field(default_factory=dict)

    async def on_site(self, envelope: CommandEnvelope) -> Outcome:
        self.done.append(envelope)
        return self.outcome

    async def outcome_of(self, command_id: str) -> CommandAck | None:
        return self.ended.get(command_id)


class Vault:
    """Every miner has a login."""

    def credentials(self, _device_id: int) -> Credentials | None:
        return Credentials("root", "root")


@dataclass
class OnSite:
    """The running parts, and what was done with them."""

    parts: LocalParts
    app: FastAPI
    password: str
    hands: Hands
    sink: Sink
    fleet: LiveFleet
    credential: LocalCredential

    def browser(self, address: str = "10.20.0.9") -> httpx.AsyncClient:
        """Somebody at an address, not signed in."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN)

    async def signed_in(self) -> httpx.AsyncClient:
        """Somebody who has signed in, and sends the session's token."""
        browser = self.browser()
        answer = await browser.post("/sign-in", json={"name": NAME, "password": self.password})
        assert answer.status_code == 200, answer.text
        browser.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return browser

    async def ended(self, browser: httpx.AsyncClient, batch_id: str) -> dict[str, Any]:
        """A batch once every command of it has its outcome."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                batch: dict[str, Any] = (await browser.get(f"/batches/{batch_id}")).json()
                if batch["finished"]:
                    return batch
                await asyncio.sleep(TURN_SECONDS)


@asynccontextmanager
async def on_site(
    directory: Path, hands: Hands | None = None, clock: Clock | None = None
) -> AsyncIterator[OnSite]:
    """A node with `MINERS` miners, whose commands are carried out for as long as the block."""
    clock, sink, hands = clock or SystemClock(), Sink(), hands or Hands()
    inventory = Inventory(directory / "ownership.bin")
    inventory.load()
    inventory.replace(gateway_pb2.GetOwnershipResponse(version=1, devices=list(map(owned, _ids()))))
    fleet = LiveFleet(sink, clock, lambda _: False)
    hasher = PasswordHasher(memory_kib=8, time_cost=1)
    credential = LocalCredential.within(directory)
    password = await credential.rotate(hasher)
    async with LocalLog(directory / "local.db") as local_log:
        commands = LocalCommands(
            executor=hands, journal=hands, local_log=local_log, fleet=fleet, names=NAMES, clock=clock
        )
        lists = DeviceLists(inventory, fleet, Vault(), Labels(directory), names=NAMES, clock=clock)
        ids = map("{:032x}".format, itertools.count(clock.now_ms() << 32))
        parts = LocalParts(
            facts=NodeFacts(NAMES, "https://mine.example", "1.2.3", bytes(32)),
            sign_in=LocalSignIn(credential, LocalSessions(clock), hasher, clock),
            lists=lists,
            acts=LocalActs(lists, local_log, commands, NAMES, clock, lambda: next(ids)),
            log=local_log,
            contact=ContactWatch(
                state_dir=directory, connected=lambda: False, waiting=_nothing, on_back=_told, clock=clock
            ),
            standing=lambda _: UNTOUCHED,
            clock=clock,
        )
        running = asyncio.create_task(commands.run(await commands.recover()))
        for device_id in _ids():
            fleet.event(device_id, gateway_pb2.Event(details=details_to_wire(_details(device_id))))
            fleet.sample(sample(device_id, at_ms=clock.now_ms()))
        try:
            yield OnSite(parts, create_local_app(parts), password, hands, sink, fleet, credential)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def owned(device_id: int) -> gateway_pb2.OwnedDevice:
    """One miner of the list."""
    return gateway_pb2.OwnedDevice(
        device_id=device_id,
        device_key=f"mac:02:00:00:00:00:{device_id:02x}",
        mac=f"02:00:00:00:00:{device_id:02x}",
        driver="antminer",
        address=f"10.20.0.{device_id}",
        model="Antminer S19",
    )


def sample(device_id: int, *, at_ms: int, hashrate_hs: float = 95e12) -> Sample:
    """What a poll brings home from a miner that mines."""
    return Sample(
        device_id,
        at_ms,
        hashrate_hs=hashrate_hs,
        expected_hashrate_hs=95e12,
        power_watts=3000.0,
        mining_state=MiningState.MINING,
    )


def _details(device_id: int) -> DeviceDetails:
    identity = Identity(make="Bitmain", model="Antminer S19", hostname=f"miner-{device_id}")
    pools = (Pool("stratum+tcp://pool.example:3333", "worker", active=True),)
    return DeviceDetails(DeviceSettings(pools=pools), identity, CAPABILITIES)


def _ids() -> range:
    return range(1, MINERS + 1)


async def _nothing() -> Waiting:
    return Waiting(0, 0, 0)


async def _told(period: AlonePeriod) -> None:
    raise AssertionError(period)
