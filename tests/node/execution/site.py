"""One node with one miner, both commanded by a server and by those on site."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.errors import HeadframeError
from headframe.core.reconcile.revisions import ORIGINAL, Revision
from headframe.core.reconcile.standing import DeviceStanding
from headframe.kit.clock import ManualClock
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.log import AuditLog
from headframe.node.audit.recorder import CommandRecorder
from headframe.node.execution.executor import Executor
from headframe.node.execution.hold_commands import HOLD_KINDS, HoldCommands
from headframe.node.execution.hold_keeper import HoldKeeper
from headframe.node.execution.journal import Journal
from headframe.node.execution.outcome import Outcome, rejected, succeeded
from headframe.node.execution.ports import Progress
from headframe.node.execution.standings import Standings
from headframe.node.execution.verify import SharedProcessVerifier
from headframe.node.inventory import Inventory
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

MINER = 1
USER = Actor(ActorType.USER, "7", "Ada")
DEADLINE_SECONDS = 10.0
SITE = Actor(ActorType.LOCAL_ADMIN, "local-admin", "Joe")


@dataclass
class Miner:
    """Remembers what its driver was told; `trouble` is what the driver meets instead."""

    told: list[CommandPayload] = field(default_factory=list)
    trouble: HeadframeError | None = None
    asleep: bool = False

    async def __call__(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        if self.trouble:
            raise self.trouble
        self.told.append(envelope.payload)
        return succeeded(envelope.kind.lower())

    @property
    def kinds(self) -> list[CommandKind]:
        return [payload.kind for payload in self.told]


class Acks:
    """What the server hears."""

    def __init__(self) -> None:
        self.heard: list[CommandAck] = []
        self._final: asyncio.Queue[CommandAck] = asyncio.Queue()

    def ack(self, ack: CommandAck) -> None:
        self.heard.append(ack)
        if ack.phase.is_final:
            self._final.put_nowait(ack)

    async def final(self, command_id: str | None = None) -> CommandAck:
        """The next outcome, of one command where it is named."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while command_id not in (None, (ack := await self._final.get()).command_id):
                pass
        return ack


@dataclass
class Site:
    """The running parts."""

    clock: ManualClock
    journal: Journal
    standings: Standings
    executor: Executor
    keeper: HoldKeeper
    names: Iterator[str]
    audit: AuditLog
    recorder: CommandRecorder
    miner: Miner
    acks: Acks
    told: list[DeviceStanding]
    sequences: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def command(
        self, payload: CommandPayload, base: Revision = ORIGINAL, actor: Actor = USER
    ) -> CommandAck:
        """The server commands the miner; the outcome."""
        sequence, now_ms = next(self.sequences), self.clock.now_ms()
        envelope = CommandEnvelope(
            command_id=f"c{sequence}",
            batch_id="b",
            node_id="1",
            sequence=sequence,
            previous_sequence=sequence - 1,
            lease_epoch=1,
            actor=actor,
            issued_at_ms=now_ms,
            expires_at_ms=now_ms + 60_000,
            device_id=MINER,
            payload=payload,
            base_revision=base,
        )
        self.executor.receive(command_to_wire(envelope))
        return await self.acks.final(envelope.command_id)

    async def on_site(self, payload: CommandPayload) -> Outcome:
        """Somebody beside the miner does it."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            try:
                return await self.executor.on_site(self._act(payload))
            except HeadframeError as error:
                return rejected(error)

    def _act(self, payload: CommandPayload) -> CommandEnvelope:
        now_ms = self.clock.now_ms()
        return CommandEnvelope(
            command_id=next(self.names),
            batch_id="b",
            node_id="1",
            sequence=0,
            previous_sequence=0,
            lease_epoch=0,
            actor=SITE,
            issued_at_ms=now_ms,
            expires_at_ms=now_ms + 60_000,
            device_id=MINER,
            payload=payload,
        )

    async def acts(self) -> int:
        """How many acts and commands have an outcome."""
        return len(await self.journal.results_after(0, limit=10))

    async def keeper_acts(self) -> None:
        """The keeper's turn, and the miner's after it."""
        self.keeper.turn()
        done = asyncio.Event()

        async def behind() -> None:
            done.set()

        self.executor.in_turn(MINER, behind)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await done.wait()


@asynccontextmanager
async def site(
    directory: Path, clock: ManualClock | None = None, miner: Miner | None = None
) -> AsyncIterator[Site]:
    """A node on what is in the directory; leaving is being stopped."""
    clock, miner, acks = clock or ManualClock(), miner or Miner(), Acks()
    told: list[DeviceStanding] = []
    inventory = Inventory(directory / "owned.bin")
    inventory.load()
    inventory.replace(
        gateway_pb2.GetOwnershipResponse(version=1, devices=[gateway_pb2.OwnedDevice(device_id=MINER)])
    )
    async with Journal(directory / "journal.db") as journal, AuditLog(directory / "audit.db") as audit:
        recorder = CommandRecorder(
            audit, journal, Attestor("1", "1", Ed25519PrivateKey.generate(), clock), clock
        )
        standings = Standings(journal.commits, tell=told.append, is_asleep=lambda _: miner.asleep)
        await standings.load(now_ms=clock.now_ms())
        holds = HoldCommands(standings, miner)
        executor = Executor(
            verifier=SharedProcessVerifier("1"),
            journal=journal,
            inventory=inventory,
            handlers={**dict.fromkeys(CommandKind, miner), **dict.fromkeys(HOLD_KINDS, holds)},
            standings=standings,
            acks=acks,
            audit=recorder,
            on_gap=lambda _: None,
            clock=clock,
        )
        keeper = HoldKeeper(
            standings=standings,
            bring=holds,
            in_turn=executor.in_turn,
            inventory=inventory,
            node_id="1",
            clock=clock,
        )
        names = map("{:032x}".format, itertools.count(clock.now_ms() * 1000))
        await executor.recover()
        running = asyncio.create_task(executor.run())
        await asyncio.sleep(0)  # the lanes are there once it has begun
        try:
            yield Site(clock, journal, standings, executor, keeper, names, audit, recorder, miner, acks, told)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def phases(acks: Sequence[CommandAck]) -> list[str]:
    """What was heard, by name."""
    return [ack.phase.value for ack in acks]
