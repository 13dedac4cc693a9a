"""The journal's steps, for commands that come together."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import Reboot
from headframe.core.errors import Code, HeadframeError
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_rows import KEPT_MS, Accepted
from headframe.node.execution.outcome import succeeded

NOW_MS = 1_700_000_000_000


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    async with Journal(tmp_path / "journal.db") as made:
        yield made


def _command(sequence: int, command_id: str = "", previous: int | None = None) -> CommandEnvelope:
    return CommandEnvelope(
        command_id=command_id or f"c{sequence}",
        batch_id="b",
        node_id="1",
        sequence=sequence,
        previous_sequence=sequence - 1 if previous is None else previous,
        lease_epoch=1,
        actor=Actor(ActorType.USER, "1", "tester"),
        issued_at_ms=NOW_MS,
        expires_at_ms=NOW_MS + 60_000,
        device_id=1,
        payload=Reboot(),
    )


async def _arriving(journal: Journal, *commands: CommandEnvelope) -> list[Accepted | BaseException]:
    last: list[int | None] = [None, *(each.sequence for each in commands)]
    return await asyncio.gather(
        *(
            journal.accept(command, last_on_stream=before, at_ms=NOW_MS)
            for command, before in zip(commands, last, strict=False)
        ),
        return_exceptions=True,
    )


async def test_together_they_are_judged_in_their_order(journal: Journal) -> None:
    answers = await _arriving(
        journal, _command(10), _command(12, previous=11), _command(11), _command(13, "c10", previous=11)
    )
    assert answers[0] == Accepted(is_new=True, is_gap=False)
    assert answers[1] == Accepted(is_new=True, is_gap=True)
    assert isinstance(answers[2], HeadframeError)
    assert answers[2].code is Code.COMMAND_REPLAYED
    assert answers[3] == Accepted(is_new=False, is_gap=False)
    assert await journal.last_sequence() == 13
    assert [left.envelope.command_id for left in await journal.unfinished()] == ["c10", "c12"]


async def test_a_sequence_far_ahead_moves_nothing(journal: Journal) -> None:
    (answer,) = await _arriving(journal, _command(NOW_MS * 1000 + 10**12))
    assert isinstance(answer, HeadframeError)
    assert answer.code is Code.COMMAND_UNTRUSTED
    assert await journal.last_sequence() == 0


async def test_each_is_dispatched_once_however_they_come(journal: Journal) -> None:
    await _arriving(journal, _command(1), _command(2))
    answers = await asyncio.gather(
        *(journal.dispatch(command_id) for command_id in ("c1", "c2", "c1", "unknown")),
        return_exceptions=True,
    )
    assert answers[:2] == [None, None]
    refused = [each for each in answers[2:] if isinstance(each, HeadframeError)]
    assert [each.code for each in refused] == [Code.COMMAND_REPLAYED, Code.COMMAND_REPLAYED]
    await journal.dispatch("c1", again=True)
    assert {left.envelope.command_id: left.dispatched for left in await journal.unfinished()} == {
        "c1": True,
        "c2": True,
    }


async def test_the_first_outcome_stands(journal: Journal) -> None:
    await _arriving(journal, _command(1), _command(2))
    numbers = await asyncio.gather(
        journal.end("c1", succeeded("first"), at_ms=NOW_MS),
        journal.end("c2", succeeded(), at_ms=NOW_MS),
        journal.end("c1", succeeded("second"), at_ms=NOW_MS),
    )
    assert numbers == [1, 2, 1]
    assert await journal.end("c1", succeeded("third"), at_ms=NOW_MS) == 1
    ack = await journal.outcome_of("c1")
    assert ack is not None
    assert ack.detail == "first"
    with pytest.raises(HeadframeError, match="no command"):
        await journal.end("unknown", succeeded(), at_ms=NOW_MS)


async def test_outcomes_come_again_until_they_are_confirmed(journal: Journal) -> None:
    await _arriving(journal, _command(1), _command(2))
    for command_id in ("c2", "c1"):
        await journal.end(command_id, succeeded(), at_ms=NOW_MS)
    assert [ack.command_id for ack in await journal.unacknowledged()] == ["c2", "c1"]
    await journal.confirm([1], now_ms=NOW_MS)
    assert [ack.command_id for ack in await journal.unacknowledged()] == ["c1"]


async def test_attack_26_what_was_confirmed_comes_again_to_a_server_that_has_forgotten_it(
    journal: Journal,
) -> None:
    await _arriving(journal, _command(1), _command(2))
    for name in ("c1", "c2"):
        await journal.end(name, succeeded(), at_ms=NOW_MS)
    await journal.confirm([1, 2], now_ms=NOW_MS)
    assert not await journal.unacknowledged()
    await journal.unconfirm()
    assert [ack.command_id for ack in await journal.unacknowledged()] == ["c1", "c2"]


async def test_what_was_confirmed_long_ago_is_forgotten(journal: Journal) -> None:
    await _arriving(journal, _command(1), _command(2))
    for command_id in ("c1", "c2"):
        await journal.end(command_id, succeeded(), at_ms=NOW_MS)
    await journal.confirm([1], now_ms=NOW_MS)
    assert await journal.outcome_of("c1")
    await journal.confirm([], now_ms=NOW_MS + KEPT_MS + 1)
    assert await journal.outcome_of("c1") is None
    assert await journal.outcome_of("c2")
