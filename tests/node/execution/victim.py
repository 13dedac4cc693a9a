"""A node's executor in a process of its own, that is killed with SIGKILL at a step it is told.

Usage: victim.py DIRECTORY STEP FIRST_SEQUENCE COMMANDS [KIND]. KIND is REBOOT unless given. Each handled
command appends a line to `miner.log`, which stands for the miner. Acknowledgements are printed as they are
told. STEP "none" ends by itself.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload, Reboot, StopMining
from headframe.core.reconcile.merge import Merge
from headframe.kit.clock import SystemClock
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.log import AuditLog
from headframe.node.audit.recorder import CommandRecorder
from headframe.node.execution.executor import Executor
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_rows import Accepted
from headframe.node.execution.outcome import Outcome, succeeded
from headframe.node.execution.ports import Progress
from headframe.node.execution.standings import Standings
from headframe.node.execution.verify import SharedProcessVerifier
from headframe.node.inventory import Inventory
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

DEVICES = 4


class KilledJournal(Journal):
    """Dies right before or right after the durable step named."""

    def __init__(self, path: Path, step: str) -> None:
        super().__init__(path)
        self._step = step

    def _die_at(self, step: str) -> None:
        if step == self._step:
            os.kill(os.getpid(), signal.SIGKILL)

    async def accept(self, envelope: CommandEnvelope, *, last_on_stream: int | None, at_ms: int) -> Accepted:
        self._die_at("before-accept")
        accepted = await super().accept(envelope, last_on_stream=last_on_stream, at_ms=at_ms)
        self._die_at("after-accept")
        return accepted

    async def dispatch(self, command_id: str, *, again: bool = False) -> None:
        self._die_at("before-dispatch")
        await super().dispatch(command_id, again=again)
        self._die_at("after-dispatch")

    async def end(self, command_id: str, outcome: Outcome, *, at_ms: int) -> int:
        self._die_at("before-end")
        number = await super().end(command_id, outcome, at_ms=at_ms)
        self._die_at("after-end")
        return number


class PrintedAcks:
    """Tells acknowledgements to the parent, one line each."""

    def __init__(self) -> None:
        self.final = asyncio.Semaphore(0)

    def ack(self, ack: CommandAck) -> None:
        code = ack.problem.code if ack.problem else "-"
        print(f"{ack.command_id} {ack.phase} {code} {ack.result_sequence}", flush=True)  # noqa: T201 - its protocol
        if ack.phase.is_final:
            self.final.release()


async def main(directory: Path, step: str, first: int, count: int, payload: CommandPayload) -> None:
    inventory = Inventory(directory / "owned.bin")
    devices = [gateway_pb2.OwnedDevice(device_id=1 + n) for n in range(DEVICES)]
    inventory.replace(gateway_pb2.GetOwnershipResponse(version=1, devices=devices))
    miner = os.open(directory / "miner.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def handle(envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        os.write(miner, f"{envelope.command_id}\n".encode())
        if step == "in-handler":
            os.kill(os.getpid(), signal.SIGKILL)
        return succeeded()

    acks, clock = PrintedAcks(), SystemClock()
    async with (
        KilledJournal(directory / "journal.db", step) as journal,
        AuditLog(directory / "audit.db") as log,
    ):
        recorder = CommandRecorder(
            log, journal, Attestor("1", "1", Ed25519PrivateKey.generate(), clock), clock
        )
        standings = Standings(  # no rule is against anything: each command reaches the miner
            journal.commits, tell=lambda _: None, is_asleep=lambda _: None, merge=Merge({})
        )
        await standings.load(now_ms=clock.now_ms())
        executor = Executor(
            verifier=SharedProcessVerifier("1"),
            journal=journal,
            inventory=inventory,
            handlers={CommandKind.REBOOT: handle, CommandKind.STOP_MINING: handle},
            standings=standings,
            acks=acks,
            audit=recorder,
            on_gap=lambda _: None,
            clock=clock,
        )
        await executor.recover()
        await recorder.turn()
        acks.final = asyncio.Semaphore(0)  # from here on: of the commands below
        print("recovered", flush=True)  # noqa: T201 - its protocol
        running = asyncio.create_task(executor.run())
        recording = asyncio.create_task(recorder.run())
        for sequence in range(first, first + count):
            executor.receive(_command(sequence, clock.now_ms(), payload))
        for _ in range(count):
            await acks.final.acquire()
        for task in (running, recording):
            task.cancel()
        await asyncio.gather(running, recording, return_exceptions=True)
        await recorder.turn()


def _command(sequence: int, now_ms: int, payload: CommandPayload) -> gateway_pb2.Command:
    return command_to_wire(
        CommandEnvelope(
            command_id=f"c{sequence}",
            batch_id="b",
            node_id="1",
            sequence=sequence,
            previous_sequence=sequence - 1,
            lease_epoch=1,
            actor=Actor(ActorType.USER, "1", "tester"),
            issued_at_ms=now_ms,
            expires_at_ms=now_ms + 60_000,
            device_id=1 + sequence % DEVICES,
            payload=payload,
        )
    )


if __name__ == "__main__":
    wanted = StopMining() if sys.argv[5:] == ["STOP_MINING"] else Reboot()
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), wanted))
