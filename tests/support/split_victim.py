"""`headframe server` or `headframe node`, killed with SIGKILL at one step of a command, and with a record.

Steps are those of `combined_victim`, each in the process where it happens. A node counts the commands that
it accepts. HEADFRAME_SAMPLES names a file to which a node writes each sample it takes: device and time.
"""

import os
from pathlib import Path
from typing import Any

import headframe.node.app
import headframe.node.assembly
import headframe.server.app
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.telemetry import Sample
from headframe.main import main as headframe_main
from headframe.node.execution.journal_rows import Accepted
from headframe.node.uploads.uploads import Uploads
from tests.support.combined_victim import KINDS, KilledJournal, count, dying_stores
from tests.support.standing_in import stand_in

SAMPLES = "HEADFRAME_SAMPLES"
SERVER_STEPS = ("added", "claimed", "before-apply", "applied")
NODE_STEPS = (
    "before-accept",
    "after-accept",
    "before-dispatch",
    "after-dispatch",
    "before-end",
    "after-end",
    "before-confirm",
    "after-confirm",
)


class NodeJournal(KilledJournal):
    """Counts what this process accepts itself: there is no server in it that could."""

    async def accept(self, envelope: CommandEnvelope, *, last_on_stream: int | None, at_ms: int) -> Accepted:
        if envelope.kind in KINDS:
            count([envelope.command_id])
        return await super().accept(envelope, last_on_stream=last_on_stream, at_ms=at_ms)


class RecordedUploads(Uploads):
    """Writes down each sample before it is taken."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        path = os.environ.get(SAMPLES)
        self._record = Path(path).open("a", buffering=1) if path else None  # noqa: SIM115 - until the end

    def sample(self, sample: Sample) -> None:
        if self._record is not None:
            self._record.write(f"{sample.device_id} {sample.at_ms}\n")
        super().sample(sample)


def main() -> None:
    """Run with the steps and the record in place."""
    stand_in(headframe.node.app, "Journal", NodeJournal)
    stand_in(headframe.node.assembly, "Uploads", RecordedUploads)
    stand_in(headframe.server.app, "open_stores", dying_stores)
    headframe_main()


if __name__ == "__main__":
    main()
