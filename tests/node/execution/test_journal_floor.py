"""A command journal that was put back alone gives itself away, and goes on above what it has forgotten."""

import shutil
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import ensure_private_dir
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_floor import FILE, JournalFloor
from tests.node.execution.test_journal import NOW_MS, _command


async def accept(journal: Journal, sequence: int) -> None:
    await journal.accept(_command(sequence), last_on_stream=None, at_ms=NOW_MS)


async def reached(directory: Path, sequence: int) -> None:
    """A life of a node that got so far, and had a heartbeat then."""
    async with Journal(directory / "journal.db") as journal:
        floor = JournalFloor(directory / "keys", journal)
        await floor.check()
        assert not floor.lost
        await accept(journal, sequence)
        await floor.keep()


def remove(state: Path) -> None:
    for path in state.glob("journal.db*"):
        path.unlink()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    ensure_private_dir(tmp_path / "keys")
    return tmp_path


async def test_attack_22_a_journal_put_back_alone_is_noticed_until_the_server_was_told(state: Path) -> None:
    await reached(state, 5)
    shutil.copy(state / "journal.db", state / "backup")
    await reached(state, 9)
    remove(state)
    shutil.copy(state / "backup", state / "journal.db")
    for _ in range(2):  # killed before it could tell: it tells in its next life
        async with Journal(state / "journal.db") as journal:
            floor = JournalFloor(state / "keys", journal)
            await floor.check()
            assert floor.lost
            assert await floor.last_sequence() == 9
    async with Journal(state / "journal.db") as journal:
        floor = JournalFloor(state / "keys", journal)
        await floor.check()
        await floor.told()
        assert not floor.lost
        with pytest.raises(HeadframeError) as refused:
            await accept(journal, 9)
        assert refused.value.code is Code.COMMAND_REPLAYED
        await accept(journal, 10)
    await reached(state, 11)


async def test_a_journal_that_is_gone_is_one_that_was_put_back(state: Path) -> None:
    await reached(state, 5)
    remove(state)
    async with Journal(state / "journal.db") as journal:
        floor = JournalFloor(state / "keys", journal)
        await floor.check()
        assert floor.lost


async def test_what_was_accepted_after_the_last_heartbeat_is_no_loss(state: Path) -> None:
    await reached(state, 5)
    async with Journal(state / "journal.db") as journal:
        await accept(journal, 6)
    await reached(state, 7)


async def test_a_damaged_record_says_what_to_do(state: Path) -> None:
    await reached(state, 5)
    (state / "keys" / FILE).write_text("five")
    async with Journal(state / "journal.db") as journal:
        with pytest.raises(HeadframeError, match="from a backup") as refused:
            await JournalFloor(state / "keys", journal).check()
    assert refused.value.code is Code.STORAGE_UNAVAILABLE
