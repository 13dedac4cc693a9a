"""What a test has been promised, and whether the system keeps it."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headframe.cli.audit.checking import ServerCheck
from headframe.cli.audit.fetching import logs as server_logs
from headframe.cli.client import Body
from headframe.core.audit.entries import decode_entry
from headframe.core.audit.events import NodeEvent
from headframe.node.audit.reading import KeysOnDisk, Range, logs, opened_file, verify
from tests.node.audit.auditing import entries
from tests.support.asking import FINAL, Asking
from tests.support.simulated import SimFleet
from tests.support.waiting import until

ENDED = NodeEvent.COMMAND_ENDED
EXECUTED = frozenset({"SUCCEEDED", "FAILED", "OUTCOME_UNKNOWN"})


@dataclass
class Ledger:
    """Batches that the API has acknowledged, and the marks that must only grow."""

    system: Asking
    fleet: SimFleet
    journals: Sequence[Path]
    batches: list[str] = field(default_factory=list)
    sequences: dict[Path, int] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    samples: dict[int, set[int]] = field(default_factory=dict)

    def check_marks(self) -> None:
        """Between two lives: each node's sequence has grown, and no two of its commands share one."""
        for journal in self.journals:
            with sqlite3.connect(journal) as db:
                (sequence,) = db.execute("SELECT value FROM mark WHERE name = 'sequence'").fetchone()
                shared = db.execute("SELECT sequence FROM entry GROUP BY sequence HAVING count(*) > 1")
                assert not shared.fetchall()
            db.close()
            assert sequence >= self.sequences.get(journal, 0)
            self.sequences[journal] = sequence

    def settle(self) -> list[Body]:
        """Every command there is, once each has its outcome; none of an acknowledged batch is missing.

        A batch whose answer the kill swallowed may be there too.
        """
        kept = [batch["id"] for batch in self.system.api.get("/batches", limit=500)["batches"]]
        assert set(self.batches) <= set(kept)
        commands: list[Body] = []
        for batch_id in kept:
            batch = self.system.finished(batch_id)
            of_batch = self.system.commands(batch_id)
            assert len(of_batch) == batch["total"] > 0
            commands += of_batch
        for command in commands:
            assert command["state"] in FINAL
            before = self.outcomes.setdefault(command["id"], command["state"])
            assert before == command["state"], f"{command['id']} was {before} before"
        return commands

    def check_miners(self, commands: Sequence[Body], kind: str, name: str) -> None:
        """Each miner received no more than was ordered, and all that is said to have succeeded."""
        addresses = {device["id"]: device["address"] for device in self.system.devices()}
        states = Counter((c["device_id"], c["state"]) for c in commands if c["kind"] == kind)
        for device_id, address in addresses.items():
            received = self.fleet.received(address, name)
            surely = states[device_id, "SUCCEEDED"]
            perhaps = states[device_id, "OUTCOME_UNKNOWN"]
            assert surely <= received <= surely + perhaps, (address, received, surely, perhaps)

    def check_activity(self, commands: Sequence[Body]) -> None:
        """Each outcome stands in the activity log exactly once."""

        def entries() -> Counter[object]:
            told = self.system.activity("command.")
            return Counter(entry["details"].get("command_id") for entry in told)

        wanted = {command["id"] for command in commands}
        told = until(entries, lambda found: wanted <= found.keys(), seconds=10.0)
        assert {command_id: told[command_id] for command_id in wanted if told[command_id] != 1} == {}

    def check_audit(self, commands: Sequence[Body]) -> None:
        """Each outcome stands in the log of one node exactly once; those and the server's logs hold."""
        wanted = {(each["id"], each["state"]) for each in commands if each["state"] in EXECUTED}
        nodes = [journal.parent for journal in self.journals]
        found = until(lambda: _audited(nodes), lambda found: wanted <= found.keys(), seconds=10.0)
        assert set(found.values()) == {1}
        for state_dir in nodes:
            with opened_file(state_dir) as db:
                keys = KeysOnDisk.of(state_dir, db)
                assert [verify(db, log, Range(), keys).broken for log in logs(db)] == [None]
        check = ServerCheck(self.system.api)
        for log in sorted(server_logs(self.system.api), key=lambda log: log.node_id is None):
            verdict = check.own_log(log) if log.node_id is None else check.node_log(log, "node")
            assert verdict.broken is None
            assert verdict.rows

    def check_samples(self) -> None:
        """Samples seen before are still there, each time once."""
        for device in self.system.devices():
            times = self.system.sample_times(device["id"])
            assert len(times) == len(set(times)), f"samples of {device['address']} are stored twice"
            missing = self.samples.get(device["id"], set()) - set(times)
            assert not missing, f"{len(missing)} samples of {device['address']} are lost"
            self.samples[device["id"]] = set(times)


def _audited(nodes: Sequence[Path]) -> Counter[tuple[str, str]]:
    """Outcomes in the audit logs of nodes."""
    told = (decode_entry(row.entry) for state_dir in nodes for row in entries(state_dir))
    return Counter((each["command_id"], each["result"]) for each in told if each["event"] == ENDED)
