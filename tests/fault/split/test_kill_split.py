"""kill -9 of server and node at every step of a command: at most once, one outcome, nothing stuck."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.ledger import Ledger
from tests.fault.split.lengths import LONG
from tests.fault.split.orders import Orders, all_hash, check
from tests.support.combined_victim import FILE_VARIABLE
from tests.support.split import Running, SplitSystem, running_split
from tests.support.split_victim import NODE_STEPS, SERVER_STEPS

MIX = "bitaxe-gamma:12"
"""One to be rebooted at each step: none comes into its turn again within a minute."""
ROUNDS = 9 if LONG else 1
"""Twelve steps: a hundred kills and some at length."""
IN_MEMORY_MS = 3_000
"""So long at the most a sample is in a node's memory alone; a busy machine's disk counted in."""
VICTIM = ("split-victim",)


class World:
    """A system whose processes die at the step that a file names."""

    def __init__(self, directory: Path, system: SplitSystem, ledger: Ledger) -> None:
        self.system, self.ledger = system, ledger
        self.node = system.nodes[0]
        self._step = directory / "step"
        self._in_memory: list[tuple[int, int]] = []
        self._orders = Orders(ledger)

    def restart(self, victim: Running) -> None:
        """Start a process that ended, or end it first."""
        victim.close()
        environment = {FILE_VARIABLE: str(self._step)}
        if victim is self.node:
            self.node.start_recording(**environment)
        else:
            self.system.server.start(command=VICTIM, environment=environment)

    def kill_at(self, step: str, victim: Running) -> None:
        """Order something, and wait until the process has died of it."""
        all_hash(self.ledger)
        self._step.write_text(step)
        self._orders.give()
        assert victim.program is not None
        victim.program.ended(30.0)
        now_ms = time.time_ns() // 1_000_000
        self._step.unlink()
        if victim is self.node:
            self._in_memory.append((now_ms - IN_MEMORY_MS, now_ms))

    def check(self) -> None:
        """All is well again."""
        self.system.all_connected()
        check(self.ledger)
        self.system.all_stored(but=self._in_memory)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("killed")
    with running_split(directory, MIX, fleet={"reboot_seconds": 0.2}) as (system, fleet):
        world = World(directory, system, Ledger(system.server, fleet, system.journals))
        world.restart(world.node)
        world.restart(system.server)
        system.all_connected()
        yield world


@pytest.mark.timeout(120 + 60 * ROUNDS)
@pytest.mark.parametrize("step", [*SERVER_STEPS, *NODE_STEPS])
def test_attack_25_killed_at_every_step_apart(world: World, step: str) -> None:
    victim = world.system.server if step in SERVER_STEPS else world.node
    for _ in range(ROUNDS):
        world.kill_at(step, victim)
        world.ledger.check_marks()
        world.restart(victim)
        world.check()
