"""An executor with a real journal, whose handler stands for the miners, and whose server is the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import Reboot
from headframe.core.reconcile.merge import Merge
from headframe.kit.clock import Clock
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.log import AuditLog
from headframe.node.audit.recorder import CommandRecorder
from headframe.node.execution.executor import Executor
from headframe.node.execution.journal import Journal
from headframe.node.execution.outcome import Outcome, succeeded
from headframe.node.execution.ports import Progress, Verifier
from headframe.node.execution.standings import Standings
from headframe.node.execution.verify import SharedProcessVerifier
from headframe.node.inventory import Inventory
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

NODE_ID = "1"
OWNED, FOREIGN = 7, 8
DEADLINE_SECONDS = 10.0


class JumpingClock:
    """Elapsed time is turned by the test; wall time is set by it, to anything."""

    def __init__(self, wall_ms: int = 1_700_000_000_000) -> None:
        self.wall_ms = wall_ms
        self.elapsed_seconds = 0.0

    def now_ms(self) -> int:
        return self.wall_ms

    def elapsed(self) -> float:
        return self.elapsed_seconds


@dataclass
class World:
    """What went to the miners, and what the server was told."""

    clock: Clock
    executed: list[str] = field(default_factory=list)
    acks: dict[str, list[CommandAck]] = field(default_factory=dict)
    gaps: list[int] = field(default_factory=list)
    going: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, miners take their time until it is set."""
    executor: Executor = field(init=False)
    inventory: Inventory = field(init=False)
    recorder: CommandRecorder = field(init=False)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.going.set()

    def ack(self, ack: CommandAck) -> None:
        self.acks.setdefault(ack.command_id, []).append(ack)
        self._told.set()

    async def handle(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        self.executed.append(envelope.command_id)
        await self.going.wait()
        return succeeded()

    async def outcome(self, command: gateway_pb2.Command) -> tuple[str, str]:
        """Receive a command; the phase and the code of its end."""
        already = len([ack for ack in self.acks.get(command.command_id, ()) if ack.phase.is_final])
        self.executor.receive(command)
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                ended = [ack for ack in self.acks.get(command.command_id, ()) if ack.phase.is_final]
                if len(ended) > already:
                    problem = ended[-1].problem
                    return ended[-1].phase.value, problem.code.value if problem else ""
                self._told.clear()
                await self._told.wait()

    async def told(self) -> None:
        """Until the server is told something more."""
        self._told.clear()
        await self._told.wait()

    def command(self, name: str, sequence: int, **changes: object) -> gateway_pb2.Command:
        """A reboot as an honest server would send it, but for the changes."""
        now_ms = self.clock.now_ms()
        fields: dict[str, object] = {
            "command_id": name,
            "batch_id": "b",
            "node_id": NODE_ID,
            "sequence": sequence,
            "previous_sequence": sequence - 1,
            "lease_epoch": 0,
            "actor": Actor(ActorType.USER, "1", "tester"),
            "issued_at_ms": now_ms,
            "expires_at_ms": now_ms + 60_000,
            "device_id": OWNED,
            "payload": Reboot(),
        }
        return command_to_wire(CommandEnvelope(**{**fields, **changes}))  # type: ignore[arg-type]


@asynccontextmanager
async def executing(directory: Path, clock: Clock, verifier: Verifier | None = None) -> AsyncIterator[World]:
    """A running executor on the journal in `directory`, which believes everybody without a `verifier`."""
    inventory = Inventory(directory / "owned.bin")
    owned = [gateway_pb2.OwnedDevice(device_id=OWNED)]
    inventory.replace(gateway_pb2.GetOwnershipResponse(version=1, devices=owned))
    world = World(clock)
    world.inventory = inventory
    async with Journal(directory / "journal.db") as journal, AuditLog(directory / "audit.db") as log:
        attestor = Attestor("1", NODE_ID, Ed25519PrivateKey.generate(), clock)
        world.recorder = CommandRecorder(log, journal, attestor, clock)
        world.executor = executor = Executor(
            verifier=verifier or SharedProcessVerifier(NODE_ID),
            journal=journal,
            inventory=inventory,
            handlers={CommandKind.REBOOT: world.handle, CommandKind.UPDATE_POOLS: world.handle},
            standings=Standings(  # no rule is against anything: the journal alone decides what runs
                journal.commits, tell=lambda _: None, is_asleep=lambda _: None, merge=Merge({})
            ),
            acks=world,
            audit=world.recorder,
            on_gap=lambda envelope: world.gaps.append(envelope.sequence),
            clock=clock,
        )
        await executor.recover()
        running = asyncio.create_task(executor.run())
        try:
            yield world
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
