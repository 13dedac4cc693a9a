"""A real server on loopback for the command line: granian over a populated world, in a thread of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from headframe.core.access import Role
from headframe.core.actors import Actor, ActorType
from headframe.core.commands.records import CommandRecord, CommandState
from headframe.core.errors import Problem
from headframe.kit.profile import Profile, write_profile
from headframe.kit.web.serving import serving
from headframe.server.config import Listen
from headframe.server.services.principals import Principal
from headframe.server.stores.ports.commands import StateChange
from tests.demo.demo_process import GENEROUS_SECONDS, free_port
from tests.server.operator.operator_world import World

T = TypeVar("T")
Decide = Callable[[CommandRecord], tuple[CommandState, Problem | None]]


@dataclass
class Served:
    """A server with its world, and what its node answers to commands."""

    url: str
    world: World
    loop: asyncio.AbstractEventLoop
    answer: Decide | None = None

    def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something in the server's own loop."""

        async def run() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(GENEROUS_SECONDS)

    def key(self, role: Role = Role.ADMIN) -> str:
        """A fresh API key of a person with this role."""

        async def issue() -> str:
            user = await self.world.stores.people.user(self.world.mine.id, self.world.mine.users[role])
            assert user
            principal = Principal(
                user.org_id, role, Actor(ActorType.USER, str(user.id), user.name), user=user
            )
            issued = await self.world.services.api_keys.issue(
                principal, name="test", role=role, expires_at_ms=None
            )
            return issued.secret

        return self.call(issue)

    def profile(self, directory: Path, role: Role = Role.ADMIN) -> Path:
        """A profile with such a key, where the command line looks for it."""
        path = directory / ".headframe" / "cli.json"
        write_profile(path, Profile(self.url, self.key(role)))
        return path

    def node_answers(self, decide: Decide) -> None:
        """From now on the node takes each command that comes, and ends it so."""
        self.answer = decide

    def woken(self, node_id: int) -> None:
        """The router's word to a node: commands wait."""
        if self.answer:
            self.loop.create_task(self._carry_out(node_id, self.answer))

    async def _carry_out(self, node_id: int, decide: Decide) -> None:
        commands, org_id, now = self.world.stores.commands, self.world.mine.id, self.world.clock.now_ms()
        claimed = await commands.claim_due(org_id, [node_id], now_ms=now, limit=100)
        for record in claimed[node_id].commands:
            state, problem = decide(record)
            await commands.apply(org_id, [StateChange(record.id, state, now, problem=problem)])


@contextlib.contextmanager
def served() -> Iterator[Served]:
    """A server that runs for as long as the block."""
    ready = threading.Event()
    box: list[Any] = []

    async def run() -> None:
        port = free_port()
        config = replace(World().config, anonymous_burst=100_000)
        world = await World(config=config).populate()
        stop = asyncio.Event()
        server = Served(f"http://127.0.0.1:{port}", world, asyncio.get_running_loop())
        told, wake = world.router, world.router.wake

        def woken(node_id: int) -> None:
            wake(node_id)
            server.woken(node_id)

        told.wake = woken  # type: ignore[method-assign] # the world's own double, taught to answer
        async with serving(world.app, Listen(port=port)):
            box.extend((server, stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="server")
    thread.start()
    try:
        assert ready.wait(GENEROUS_SECONDS)
        yield box[0]
    finally:
        if box:
            box[0].loop.call_soon_threadsafe(box[1].set)
        thread.join(GENEROUS_SECONDS)
