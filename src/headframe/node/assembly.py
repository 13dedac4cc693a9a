"""The parts of a node, made and passed to one another."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.errors import Problem
from headframe.core.reconcile.standing import DeviceStanding
from headframe.kit.clock import Clock
from headframe.kit.monitoring.meters import Scrape
from headframe.kit.monitoring.monitor import Monitor
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.keeping import StateKeeper
from headframe.node.audit.log import AuditLog
from headframe.node.audit.recorder import CommandRecorder
from headframe.node.audit.session import SessionAudit
from headframe.node.audit.upload import AuditUpload
from headframe.node.config import NodeConfig
from headframe.node.control.session import ControlSession, SessionConfig
from headframe.node.control.upline import UpLine
from headframe.node.discovery.discovery import Discovery
from headframe.node.discovery.fallback_keys import FallbackKeys
from headframe.node.discovery.relocate import Relocator
from headframe.node.execution.device_commands import DEVICE_KINDS, DeviceCommands
from headframe.node.execution.executor import Executor
from headframe.node.execution.files import FileCommands
from headframe.node.execution.fleet_commands import DiscoverCommands, PairCommands
from headframe.node.execution.hold_commands import HOLD_KINDS, HoldCommands
from headframe.node.execution.hold_keeper import HoldKeeper
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_floor import JournalFloor
from headframe.node.execution.ports import Handler
from headframe.node.execution.standings import Standings
from headframe.node.host_telemetry import HostForwarding
from headframe.node.inventory import Inventory
from headframe.node.keys.identity import NodeIdentity
from headframe.node.keys.vault import Vault
from headframe.node.local.fleet import LiveFleet
from headframe.node.logins import Logins
from headframe.node.metrics.asked import (
    tell_control,
    tell_devices,
    tell_disk,
    tell_flaws,
    tell_plugins,
    tell_uploads,
)
from headframe.node.metrics.meters import CommandMeters, PollMeters
from headframe.node.pairing.login_budget import LoginBudget
from headframe.node.pairing.pairing import Pairing
from headframe.node.plugins.host import PluginHost
from headframe.node.polling.answers import Answers
from headframe.node.polling.poller import Poller
from headframe.node.readiness import Readiness
from headframe.node.relocation import Relocation
from headframe.node.report import describe_node
from headframe.node.running import RunningNode
from headframe.node.spool.spool import Spool
from headframe.node.targets import Targets
from headframe.node.uploads.uploads import Uploads
from headframe.node.upstream import Upstream
from headframe.wire.convert.bundles import bundle_to_wire
from headframe.wire.convert.standings import standing_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

PART = "node"
"""Of a process, as its health is told."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a node is given, and what was opened for it."""

    config: NodeConfig
    keys: NodeIdentity
    upstream: Upstream
    clock: Clock
    monitor: Monitor
    vault: Vault
    fallback_keys: FallbackKeys
    journal: Journal
    audit: AuditLog
    spool: Spool
    host: PluginHost


class Node:
    """The parts of a running node."""

    def __init__(self, outside: Outside) -> None:
        config, clock, host = outside.config, outside.clock, outside.host
        meters = outside.monitor.meters
        poll_meters = PollMeters(meters)
        draw = random.SystemRandom()
        self._outside = outside
        self._logins = Logins(outside.vault)
        self._inventory = Inventory(config.state_dir / "ownership.bin", outside.upstream.check_manifest)
        self._targets = Targets(self._inventory, self._logins)
        self._uploads = Uploads(clock, outside.spool, config.outbox, self._missing)
        self._fleet = LiveFleet(self._uploads, clock, self._is_curtailed)
        self._inventory.watch(self._fleet.inventory_changed)
        self._standings = Standings(
            outside.journal.commits, tell=self._tell_standing, is_asleep=self._fleet.is_asleep
        )
        self._discovery = Discovery(
            host, outside.fallback_keys, config.discovery, draw_seed=lambda: draw.getrandbits(64)
        )
        self._relocation = Relocation(
            relocator=Relocator(self._discovery, config.targets),
            inventory=self._inventory,
            clock=clock,
            tell=self._uploads.event,
        )
        self._answers = Answers(self._inventory, self._fleet, poll_meters)
        self._poller = Poller(
            config=config.polling,
            inventory=self._inventory,
            readers=host,
            targets=self._targets,
            answers=self._answers,
            clock=clock,
            meter=poll_meters,
        )
        self._inventory.watch(self._poller.inventory_changed)
        self._discover = DiscoverCommands(
            self._discovery, config.targets, self._uploads.event, self._uploads.events.sent
        )
        self._up = UpLine()
        self._attestor = Attestor(config.org_id, config.node_id, outside.keys.attest, clock)
        self._recorder = CommandRecorder(outside.audit, outside.journal, self._attestor, clock)
        self._state = StateKeeper(
            outside.audit,
            node_id=config.node_id,
            identity=outside.keys,
            trust=outside.upstream.trust,
            inventory=self._inventory,
            clock=clock,
        )
        handlers = self._handlers()
        self._executor = Executor(
            verifier=outside.upstream.verifier,
            journal=outside.journal,
            inventory=self._inventory,
            handlers=handlers,
            standings=self._standings,
            acks=self._up,
            audit=self._recorder,
            on_gap=self._tell_gap,
            clock=outside.upstream.server_clock,
            meter=CommandMeters(meters),
        )
        self._keeper = HoldKeeper(
            standings=self._standings,
            bring=handlers[CommandKind.UNCURTAIL],
            in_turn=self._executor.in_turn,
            inventory=self._inventory,
            node_id=config.node_id,
            clock=outside.upstream.server_clock,
        )
        self._floor = JournalFloor(outside.keys.directory, outside.journal)
        self._session = self._make_session()
        self._readiness = Readiness(self._up, host, self._uploads)
        meters.ask(self._tell)

    def parts(self) -> RunningNode:
        """What others may use of it."""
        outside = self._outside
        return RunningNode(
            state_dir=outside.config.state_dir,
            keys=outside.keys,
            inventory=self._inventory,
            fleet=self._fleet,
            logins=self._logins,
            standings=self._standings,
            executor=self._executor,
            journal=outside.journal,
            uploads=self._uploads,
            link=outside.upstream.link,
            connected=lambda: self._up.connected,
            server_clock=outside.upstream.server_clock,
        )

    def _is_curtailed(self, device_id: int) -> bool:
        return bool(self._standings.of(device_id).holds)

    def _handlers(self) -> dict[CommandKind, Handler]:
        """Who carries out each kind of command."""
        outside, uploads, poller = self._outside, self._uploads, self._poller
        config, host = outside.config, outside.host
        secrets = outside.keys.encryption.opener(org_id=config.org_id, node_id=config.node_id)
        pair = PairCommands(
            inventory=self._inventory,
            pairing=Pairing(host, self._logins, LoginBudget(outside.clock.elapsed)),
            secrets=secrets,
            tell=uploads.event,
            told=uploads.events.sent,
            poll_soon=lambda device_id: poller.poll_soon(device_id, full=True),
        )
        files = FileCommands(
            targets=self._targets,
            calls=host.client,
            link=outside.upstream.link,
            scratch=config.state_dir,
            poll_soon=poller.poll_soon,
        )
        device = DeviceCommands(
            targets=self._targets,
            calls=host.client,
            logins=self._logins,
            secrets=secrets,
            on_sample=self._fleet.sample,
            poll_soon=poller.poll_soon,
            clock=outside.clock,
        )
        return {
            **dict.fromkeys(DEVICE_KINDS, device),
            **dict.fromkeys(HOLD_KINDS, HoldCommands(self._standings, device)),
            CommandKind.DISCOVER: self._discover,
            CommandKind.PAIR: pair.pair,
            CommandKind.UNPAIR: pair.unpair,
            CommandKind.DOWNLOAD_LOGS: files.download_logs,
            CommandKind.UPDATE_FIRMWARE: files.update_firmware,
        }

    def _make_session(self) -> ControlSession:
        outside, config, host = self._outside, self._outside.config, self._outside.host
        upstream = outside.upstream
        lag = outside.monitor.lag.reader()
        return ControlSession(
            config=SessionConfig(
                node_id=config.node_id,
                software_version=config.software_version,
                incarnation=outside.keys.incarnation,
                bundle=bundle_to_wire(outside.keys.bundle()),
                heartbeat_seconds=config.heartbeat_seconds,
            ),
            link=outside.upstream.link,
            up=self._up,
            executor=self._executor,
            inventory=self._inventory,
            uploads=self._uploads,
            describe=lambda request: describe_node(request, host=host, uploads=self._uploads, lag=lag),
            drivers=lambda: list(host.names()),
            floor=self._floor,
            cancel=self._discover.cancel,
            poll_again=self._poller.tell_again,
            nonce=outside.upstream.nonce,
            trust=outside.upstream.trust,
            clock=outside.clock,
            audit=SessionAudit(
                self._state,
                AuditUpload(
                    outside.audit,
                    upstream.link,
                    self._attestor,
                    upstream.trust,
                    clock=outside.clock,
                    begun=self._state.note_state,
                ),
            ),
        )

    def _tell_standing(self, device: DeviceStanding) -> None:
        self._uploads.event(device.device_id, gateway_pb2.Event(standing=standing_to_wire(device)))

    def _tell(self, scrape: Scrape) -> None:
        """What the parts know, for whoever scrapes."""
        tell_devices(scrape, self._inventory, self._outside.host, self._poller, self._answers)
        tell_control(scrape, self._up, self._session, self._executor)
        tell_flaws(scrape, self._outside.upstream.flaws)
        tell_uploads(scrape, self._outside.spool, self._uploads)
        tell_plugins(scrape, self._outside.host)
        tell_disk(scrape, self._outside.config.state_dir)

    def _tell_gap(self, envelope: CommandEnvelope) -> None:
        gap = gateway_pb2.SequenceGap(stated_previous=envelope.previous_sequence)
        self._uploads.event(0, gateway_pb2.Event(sequence_gap=gap))

    def _missing(self, device_id: int, problem: Problem) -> None:
        self._relocation.missing(device_id, problem)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Recover, then serve."""
        self._inventory.load()
        self._poller.inventory_changed(self._inventory.ids(), ())
        await self._state.started(self._outside.config.software_version)
        await self._standings.load(now_ms=self._outside.clock.now_ms())
        await self._floor.check()
        await self._executor.recover()
        await self._recorder.turn()
        async with asyncio.TaskGroup() as group:
            work = (self._poller.run(), self._executor.run(), self._relocation.run(), self._keeper.run())
            tasks = [group.create_task(each) for each in work]
            writing = group.create_task(self._uploads.run())
            recording = group.create_task(self._recorder.run())
            session = group.create_task(self._session.run())
            if self._outside.config.forward_host_telemetry:
                tasks.append(group.create_task(self._forwarding().run()))
            try:
                with self._ready():
                    yield
            finally:
                for task in tasks:
                    task.cancel()
                await self._drain()
                recording.cancel()
                session.cancel()
                await self._recorder.turn()
                writing.cancel()

    def _ready(self) -> AbstractContextManager[None]:
        checks = self._readiness
        return self._outside.monitor.health.running(
            PART, control=checks.control, plugins=checks.plugins, spool=checks.spool
        )

    def _forwarding(self) -> HostForwarding:
        outside = self._outside
        return HostForwarding(
            outside.config.state_dir, outside.clock, self._uploads, outside.monitor.lag.reader()
        )

    async def _drain(self) -> None:
        """Send what was measured, for as long as the configuration allows."""
        self._uploads.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._outside.config.drain_seconds):
                await self._uploads.sent()
