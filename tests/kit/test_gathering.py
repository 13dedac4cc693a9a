"""Gathering: who asks during a round shares the next one, and an error is its asker's alone."""

import asyncio
from collections.abc import Sequence

import pytest

from headframe.kit.gathering import Gathering


class Doubling:
    """Doubles numbers above 0, and notes which came together."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.lost: list[tuple[int, int]] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.rounds.append([*numbers])
        await self.goes_on.wait()
        if min(numbers) <= 0:
            msg = f"not one of {numbers}"
            raise ValueError(msg)
        return [2 * each for each in numbers]

    async def note_lost(self, number: int, answer: int) -> None:
        self.lost.append((number, answer))


@pytest.fixture
async def doubling() -> Doubling:
    return Doubling()


async def test_who_asks_during_a_round_shares_the_next(doubling: Doubling) -> None:
    gathering = Gathering(doubling, most=3)
    assert await asyncio.gather(*map(gathering.ask, range(1, 6))) == [2, 4, 6, 8, 10]
    assert doubling.rounds == [[1, 2, 3], [4, 5]]
    assert await gathering.ask(6) == 12
    assert doubling.rounds[2:] == [[6]]


async def test_rounds_are_bounded_by_size_and_one_may_be_larger(doubling: Doubling) -> None:
    gathering = Gathering(doubling, most=10, size=lambda number: number)
    assert await asyncio.gather(*map(gathering.ask, (4, 6, 1, 30, 2, 8))) == [8, 12, 2, 60, 4, 16]
    assert doubling.rounds == [[4, 6], [1], [30], [2, 8]]


async def test_an_error_is_its_askers_alone(doubling: Doubling) -> None:
    gathering = Gathering(doubling, most=9)
    answers = await asyncio.gather(*map(gathering.ask, (1, -1, 2)), return_exceptions=True)
    assert [answers[0], answers[2]] == [2, 4]
    assert isinstance(answers[1], ValueError)
    assert doubling.rounds == [[1, -1, 2], [1], [-1], [2]]


async def test_whose_asker_has_gone_is_told_of(doubling: Doubling) -> None:
    doubling.goes_on.clear()
    gathering = Gathering(doubling, most=9, lost=doubling.note_lost)
    stays, goes = (asyncio.create_task(gathering.ask(number)) for number in (1, 2))
    await asyncio.sleep(0)
    goes.cancel()
    await asyncio.wait([goes])
    doubling.goes_on.set()
    assert await stays == 2
    await gathering.settled()
    assert doubling.lost == [(2, 4)]


async def test_it_is_settled_when_nobody_waits(doubling: Doubling) -> None:
    gathering = Gathering(doubling, most=1)
    await gathering.settled()
    tasks = [asyncio.create_task(gathering.ask(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    await gathering.settled()
    assert doubling.rounds == [[1], [2], [3]]
    assert [await task for task in tasks] == [2, 4, 6]
