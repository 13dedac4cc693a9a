"""A node's log with a journal beside it, as a test drives them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.actors import Actor, ActorType
from headframe.core.audit.chain import AuditRow
from headframe.core.audit.entries import decode_entry
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import Reboot
from headframe.kit.clock import ManualClock
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.log import AuditLog
from headframe.node.audit.reading import Range, logs, opened_file, rows
from headframe.node.audit.recorder import CommandRecorder
from headframe.node.execution.journal import Journal
from headframe.node.execution.outcome import Outcome, succeeded

KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
ORG, NODE = "1", "2"
TESTER = Actor(ActorType.USER, "1", "tester")


@dataclass
class Auditing:
    """Log, journal and recorder in one directory."""

    directory: Path
    log: AuditLog
    journal: Journal
    recorder: CommandRecorder
    attestor: Attestor
    clock: ManualClock

    async def ended(self, number: int, outcome: Outcome | None = None, *, actor: Actor = TESTER) -> None:
        """A command that was executed, in the journal."""
        now_ms = self.clock.now_ms()
        envelope = replace(command(number, now_ms), actor=actor)
        await self.journal.accept(envelope, last_on_stream=None, at_ms=now_ms)
        await self.journal.dispatch(f"c{number}")
        await self.journal.end(f"c{number}", outcome or succeeded(), at_ms=now_ms)
        self.recorder.ended()


@asynccontextmanager
async def auditing(directory: Path, clock: ManualClock | None = None) -> AsyncIterator[Auditing]:
    """Opened, as at the start of a process."""
    clock = clock or ManualClock()
    attestor = Attestor(ORG, NODE, KEY, clock)
    async with AuditLog(directory / "audit.db") as log, Journal(directory / "journal.db") as journal:
        recorder = CommandRecorder(log, journal, attestor, clock)
        yield Auditing(directory, log, journal, recorder, attestor, clock)


def command(number: int, now_ms: int) -> CommandEnvelope:
    """A reboot."""
    return CommandEnvelope(
        command_id=f"c{number}",
        batch_id="b",
        node_id=NODE,
        sequence=number,
        previous_sequence=number - 1,
        lease_epoch=3,
        actor=TESTER,
        issued_at_ms=now_ms,
        expires_at_ms=now_ms + 60_000,
        device_id=9,
        payload=Reboot(),
    )


def entries(directory: Path) -> list[AuditRow]:
    """Rows of the newest log as they are on disk."""
    with opened_file(directory) as db:
        return list(rows(db, logs(db)[-1], Range()))


def said(directory: Path, name: str) -> list[object]:
    """One member of all entries that have it."""
    decoded = [decode_entry(row.entry) for row in entries(directory)]
    return [each[name] for each in decoded if name in each]
