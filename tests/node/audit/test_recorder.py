"""Outcomes go from the journal into the log: each once, whatever is killed in between."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from headframe.core.audit.chain import Head, first_break, head_of
from headframe.core.audit.entries import decode_entry
from headframe.core.commands.acks import CommandPhase
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.kit.clock import ManualClock
from headframe.node.audit.recorder import REFUSALS_A_MINUTE
from headframe.node.execution.outcome import Outcome
from headframe.wire.convert.commands import command_to_wire
from tests.node.audit.auditing import auditing, command, entries, said

UNTRUSTED = Problem(Code.COMMAND_UNTRUSTED, "no such issuer")


async def test_an_outcome_is_one_entry_with_its_actor_and_no_payload(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        await node.ended(1)
        failure = Problem(Code.DEVICE_TIMEOUT, "no answer")
        await node.ended(2, Outcome(CommandPhase.FAILED, failure))
        await node.recorder.turn()
        await node.recorder.turn()
    one, two = (decode_entry(row.entry) for row in entries(tmp_path))
    assert (one["event"], one["command_id"], one["result"], one["kind"]) == (
        "command.ended",
        "c1",
        "SUCCEEDED",
        "REBOOT",
    )
    assert one["actor"] == {"type": "USER", "id": "1", "name": "tester"}
    assert (one["sequence"], one["label"], one["device_id"]) == (1, 3, 9)
    payload = command_to_wire(command(1, 0)).payload.SerializeToString()
    assert one["payload_sha256"] == hashlib.sha256(payload).hexdigest()
    assert (two["result"], two["code"], two["why"]) == ("FAILED", "device_timeout", "no answer")


async def test_what_a_crash_left_out_is_made_up_for_at_the_next_start(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        await node.ended(1)
        await node.recorder.turn()
        await node.ended(2)  # killed here: the journal has it, the log has not
    async with auditing(tmp_path) as node:
        await node.recorder.turn()
        await node.ended(3)
        await node.recorder.turn()
    assert said(tmp_path, "command_id") == ["c1", "c2", "c3"]


async def test_a_journal_of_an_older_copy_doubles_no_entry(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        await node.ended(1)
        await node.recorder.turn()
    shutil.copy(tmp_path / "journal.db", tmp_path / "old.db")
    async with auditing(tmp_path) as node:
        await node.ended(2)
        await node.recorder.turn()
    (tmp_path / "old.db").replace(tmp_path / "journal.db")
    for left in ("journal.db-wal", "journal.db-shm"):
        (tmp_path / left).unlink(missing_ok=True)
    async with auditing(tmp_path) as node:
        await node.recorder.turn()
        await node.ended(3)
        await node.recorder.turn()
    assert said(tmp_path, "command_id") == ["c1", "c2", "c3"]


async def test_attack_17_a_refused_command_is_written_down_with_what_it_claimed(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        await node.recorder.refused(command_to_wire(command(4, 0)), UNTRUSTED)
    (refused,) = (decode_entry(row.entry) for row in entries(tmp_path))
    assert (refused["event"], refused["code"], refused["why"]) == (
        "command.refused",
        "command_untrusted",
        "no such issuer",
    )
    assert refused["claimed"]["command_id"] == "c4"
    assert "actor" not in refused


async def test_a_flood_of_forged_commands_is_counted_and_not_written_down_one_by_one(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        forged = command_to_wire(command(4, 0))
        for _ in range(REFUSALS_A_MINUTE + 10):
            await node.recorder.refused(forged, UNTRUSTED)
        node.clock.advance(61)
        await node.recorder.refused(forged, UNTRUSTED)
    decoded = [decode_entry(row.entry) for row in entries(tmp_path)]
    assert len(decoded) == REFUSALS_A_MINUTE + 2
    assert (decoded[-2]["event"], decoded[-2]["count"]) == ("commands.refused", 10)


async def test_checkpoints_come_by_rows_or_by_time(tmp_path: Path) -> None:
    clock = ManualClock()

    def signed() -> list[int]:
        with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
            return [index for (index,) in db.execute("SELECT row_index FROM checkpoint ORDER BY row_index")]

    async with auditing(tmp_path, clock) as node:
        await node.ended(1)
        await node.recorder.turn()
        assert signed() == []
        clock.advance(60)
        await node.recorder.turn()
        assert signed() == [1]
        await node.recorder.turn()
        clock.advance(60)
        await node.recorder.turn()
        assert signed() == [1], "nothing new, nothing to sign"
        for number in range(2, 260):
            await node.ended(number)
        await node.recorder.turn()
        assert signed() == [1, 259]


async def test_while_the_disk_takes_nothing_nothing_is_dispatched(tmp_path: Path) -> None:
    async with auditing(tmp_path) as node:
        node.recorder.check()
        with closing(sqlite3.connect(tmp_path / "audit.db", isolation_level=None)) as other:
            other.execute("CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(FAIL, 'full'); END")
            await node.ended(1)
            await node.recorder.turn()
            with pytest.raises(HeadframeError, match="takes no entries, so nothing is executed"):
                node.recorder.check()
            other.execute("DROP TRIGGER full")
        await node.recorder.turn()
        node.recorder.check()
    assert said(tmp_path, "command_id") == ["c1"], "what was under way then is in the log all the same"


async def test_what_the_server_has_is_forgotten_after_its_time_and_the_chain_still_holds(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    async with auditing(tmp_path, clock) as node:
        for number in range(1, 4):
            await node.ended(number)
        await node.recorder.turn()
        rows = entries(tmp_path)
        assert await node.log.meet(head_of(rows[1])) == ""
        horizon = clock.now_ms() + 1
        assert await node.log.prune(horizon_ms=horizon) == 2
        assert await node.log.prune(horizon_ms=horizon) == 0
        newest = await node.log.newest()
        assert newest.pruned == head_of(rows[1])
        await node.ended(4)
        await node.recorder.turn()
    left = entries(tmp_path)
    assert [row.index for row in left] == [3, 4]
    assert isinstance(first_break(left, head_of(rows[1])), Head)
