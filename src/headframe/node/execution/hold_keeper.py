"""Keeps miners where their holds want them: lifts what is over, and asserts again what did not take.

A hold is a level, not an edge. A miner that could not be reached, or a node that was stopped halfway, is
brought there later; what ends for many miners at once is restored a few at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import Uncurtail
from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile import restoring
from headframe.kit.clock import Clock
from headframe.node.execution.ports import Handler
from headframe.node.execution.standings import Standings
from headframe.node.inventory import Inventory

log = structlog.get_logger(__name__)

TURN_SECONDS = 1.0
AT_ONCE = 20
"""Miners brought somewhere in one turn: a thousand come up again within a minute, not in one step."""

FIRST_PAUSE_SECONDS = 15.0
"""How long a command that is under way has, before its miner counts as not brought there."""

LONGEST_PAUSE_SECONDS = 300.0

KEEPER = Actor(ActorType.SYSTEM, "hold-keeper", "holds")
_IN_VAIN = frozenset({Code.UNSUPPORTED_BY_DEVICE, Code.DEVICE_INVALID_ARGUMENT})

InTurn: TypeAlias = Callable[[int, Callable[[], Awaitable[None]]], None]
"""Has work done in a device's turn. Raises HeadframeError BUSY."""


@dataclass(slots=True)
class _Try:
    """When a device is tried next, in seconds of the boot clock, and how long to wait after that."""

    at: float
    pause: float


class HoldKeeper:
    """`run` serves until cancelled. `clock` gives the server's time, in which holds end."""

    def __init__(
        self,
        *,
        standings: Standings,
        bring: Handler,
        in_turn: InTurn,
        inventory: Inventory,
        node_id: str,
        clock: Clock,
    ) -> None:
        self._standings = standings
        self._bring = bring
        self._in_turn = in_turn
        self._inventory = inventory
        self._node_id = node_id
        self._clock = clock
        self._tries: dict[int, _Try] = {}

    async def run(self) -> None:
        """Look at all holds once a turn."""
        while True:
            await asyncio.sleep(TURN_SECONDS)
            self.turn()

    def turn(self) -> None:
        """Begin what is due now, at most AT_ONCE."""
        due = [each for each in self._standings.due(self._clock.now_ms()) if self._inventory.get(each)]
        for device_id in self._tries.keys() - set(due):
            del self._tries[device_id]
        now = self._clock.elapsed()
        ready = [device_id for device_id in due if self._is_ready(device_id, now)]
        for device_id in ready[:AT_ONCE]:
            waited = self._tries[device_id]
            waited.at, waited.pause = now + waited.pause, min(waited.pause * 2, LONGEST_PAUSE_SECONDS)
            try:
                self._in_turn(device_id, lambda each=device_id: self._one(each))  # type: ignore[misc]
            except HeadframeError:
                return  # too much waits already: the next turn comes

    def _is_ready(self, device_id: int, now: float) -> bool:
        is_over = not restoring.is_due(self._standings.of(device_id))  # due for a hold whose time is up
        first = _Try(now if is_over else now + FIRST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS)
        return self._tries.setdefault(device_id, first).at <= now

    async def _one(self, device_id: int) -> None:
        """In the device's turn: what is over ends, and the miner is brought where it belongs."""
        now_ms = self._clock.now_ms()
        standing = await self._standings.lapsed(device_id, now_ms=now_ms)
        if not restoring.is_due(standing):
            return
        try:
            outcome = await self._bring(self._envelope(device_id, now_ms), lambda _detail, _ratio: None)
        except HeadframeError as error:
            self._failed(device_id, error.code)
            return
        if outcome.phase is not CommandPhase.SUCCEEDED:
            self._failed(device_id, outcome.problem.code if outcome.problem else None)

    def _failed(self, device_id: int, code: Code | None) -> None:
        log.warning("hold_not_asserted", device_id=device_id, code=code)
        if code in _IN_VAIN and device_id in self._tries:
            self._tries[device_id].at = float("inf")

    def _envelope(self, device_id: int, now_ms: int) -> CommandEnvelope:
        return CommandEnvelope(
            command_id=KEEPER.id,
            batch_id="",
            node_id=self._node_id,
            sequence=0,
            previous_sequence=0,
            lease_epoch=0,
            actor=KEEPER,
            issued_at_ms=now_ms,
            expires_at_ms=now_ms,
            device_id=device_id,
            payload=Uncurtail(),
        )
