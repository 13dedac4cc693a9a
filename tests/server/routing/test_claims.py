"""Claims: lines share transactions, and what is claimed for a line that ended is not lost."""

import asyncio
from collections.abc import Collection, Mapping
from typing import cast

import pytest

from headframe.core.commands.records import CommandRecord
from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import ManualClock
from headframe.server.routing.claims import CLAIM, LINES, Claims
from headframe.server.routing.dispatch import Dispatcher
from headframe.server.routing.router import NodeLine, Router
from headframe.server.routing.signing import Unsigned
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.ports import CommandStore
from headframe.server.stores.ports.commands import Claimed

ORG = 1
COMMAND = cast("CommandRecord", object())


class Commands:
    """The two methods that claims need, with one command due for each node."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[int], int]] = []
        self.requeued: list[int] = []
        self.unknown: set[int] = set()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def claim_due(
        self, org_id: int, node_ids: Collection[int], *, now_ms: int, limit: int
    ) -> Mapping[int, Claimed]:
        assert now_ms
        self.asked.append((org_id, sorted(node_ids), limit))
        await self.goes_on.wait()
        if self.unknown & {*node_ids}:
            raise HeadframeError(Code.NOT_FOUND, "no such node")
        return {node_id: Claimed([COMMAND], node_id) for node_id in node_ids}

    async def requeue_unaccepted(self, org_id: int, node_id: int) -> int:
        assert org_id == ORG
        self.requeued.append(node_id)
        return 1


class World:
    def __init__(self) -> None:
        self.commands = Commands()
        self.router = Router()
        self.claims = Claims(cast("CommandStore", self.commands), self.router, ManualClock(1_000))

    def line(self, node_id: int, org_id: int = ORG) -> NodeLine:
        line = NodeLine(org_id, node_id, encryption_public_key=b"", stream_nonce=b"")
        self.router.attach(line)
        return line

    async def due(self, *lines: NodeLine) -> list[Claimed | None]:
        return await asyncio.gather(*map(self.claims.due, lines))


@pytest.fixture
async def world() -> World:
    return World()


async def test_lines_that_ask_together_share_a_transaction(world: World) -> None:
    lines = [world.line(node_id) for node_id in range(1, LINES + 3)]
    claimed = await world.due(*lines)
    assert [each and each.ownership_version for each in claimed] == [line.node_id for line in lines]
    first, second = [*range(1, LINES + 1)], [LINES + 1, LINES + 2]
    assert world.commands.asked == [(ORG, first, CLAIM // LINES), (ORG, second, CLAIM // 2)]


async def test_organisations_share_none(world: World) -> None:
    await world.due(world.line(1), world.line(2, org_id=2), world.line(3))
    assert world.commands.asked == [(1, [1, 3], CLAIM // 2), (2, [2], CLAIM)]


async def test_what_fails_for_one_node_is_served_to_the_others(world: World) -> None:
    world.commands.unknown = {2}
    lines = [world.line(node_id) for node_id in (1, 2, 3)]
    answers = await asyncio.gather(*map(world.claims.due, lines), return_exceptions=True)
    assert [isinstance(each, HeadframeError) for each in answers] == [False, True, False]
    assert await world.due(lines[0]) == [Claimed([COMMAND], 1)], "and it serves on"


async def test_an_older_line_of_a_node_gets_nothing(world: World) -> None:
    old, new = world.line(1), world.line(1)
    assert await world.due(old, new) == [None, Claimed([COMMAND], 1)]
    assert not world.commands.requeued


async def test_a_line_that_was_replaced_is_fed_no_more(world: World) -> None:
    old, _ = world.line(1), world.line(1)
    clock = ManualClock()
    dispatcher = Dispatcher(
        cast("CommandStore", world.commands),
        DiscoveryDesk(clock, LiveFeed()),
        Unsigned(),
        clock,
        line=old,
        claims=world.claims,
        last_sequence=0,
    )
    async with asyncio.timeout(1.0):
        await dispatcher.run()
    assert old.waiting == 1, "the goodbye, and no command"


async def test_what_was_claimed_for_a_line_that_was_replaced_is_queued_again(world: World) -> None:
    world.commands.goes_on.clear()
    old = world.line(1)
    asking = asyncio.create_task(world.claims.due(old))
    await asyncio.sleep(0.01)
    new = world.line(1)
    world.commands.goes_on.set()
    assert await asking is None
    assert world.commands.requeued == [1]
    assert await new.woken(1.0), "the newer line asks for them"


async def test_what_was_claimed_for_a_stream_that_ended_is_queued_again(world: World) -> None:
    world.commands.goes_on.clear()
    asking = asyncio.create_task(world.claims.due(world.line(1)))
    await asyncio.sleep(0.01)
    asking.cancel()
    await asyncio.wait([asking])
    world.commands.goes_on.set()
    await world.due(world.line(2))
    assert world.commands.requeued == [1]
