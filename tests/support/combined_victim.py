"""`headframe`, killed with SIGKILL at one step of a command: the step named by HEADFRAME_DIE_AT.

Steps count for REBOOT and BLINK_LED that this very process was asked for, so that a start and a pairing
pass unharmed. HEADFRAME_DIE_FILE names a file with the step instead, which may change while the process
lives. `STEPS` are in the order in which a command meets them.
"""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import headframe.node.app
import headframe.server.app
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.main import main as headframe_main
from headframe.node.execution.journal import Journal
from headframe.node.execution.journal_rows import Accepted
from headframe.node.execution.outcome import Outcome
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports import Stores
from tests.support.standing_in import stand_in

VARIABLE = "HEADFRAME_DIE_AT"
FILE_VARIABLE = "HEADFRAME_DIE_FILE"
KINDS = frozenset({CommandKind.REBOOT, CommandKind.BLINK_LED})
STEPS = (
    "added",
    "claimed",
    "before-accept",
    "after-accept",
    "before-dispatch",
    "after-dispatch",
    "before-end",
    "after-end",
    "before-apply",
    "applied",
    "before-confirm",
    "after-confirm",
)
OUTCOMES = frozenset({"SUCCEEDED", "FAILED", "OUTCOME_UNKNOWN"})
_counted: set[str] = set()


def count(command_ids: Sequence[str]) -> None:
    """These commands count."""
    _counted.update(command_ids)


def die_at(step: str, command_ids: Sequence[str]) -> None:
    """Be killed, if this is the step and one of these commands counts."""
    if _wanted() == step and not _counted.isdisjoint(command_ids):
        os.kill(os.getpid(), signal.SIGKILL)


def _wanted() -> str | None:
    path = os.environ.get(FILE_VARIABLE)
    if path is None:
        return os.environ.get(VARIABLE)
    try:
        return Path(path).read_text()
    except FileNotFoundError:  # it comes and goes at any time
        return None


class KilledJournal(Journal):
    """Dies right before or right after a durable step."""

    async def accept(self, envelope: CommandEnvelope, *, last_on_stream: int | None, at_ms: int) -> Accepted:
        die_at("before-accept", [envelope.command_id])
        accepted = await super().accept(envelope, last_on_stream=last_on_stream, at_ms=at_ms)
        die_at("after-accept", [envelope.command_id])
        return accepted

    async def dispatch(self, command_id: str, *, again: bool = False) -> None:
        die_at("before-dispatch", [command_id])
        await super().dispatch(command_id, again=again)
        die_at("after-dispatch", [command_id])

    async def end(self, command_id: str, outcome: Outcome, *, at_ms: int) -> int:
        die_at("before-end", [command_id])
        number = await super().end(command_id, outcome, at_ms=at_ms)
        die_at("after-end", [command_id])
        return number

    async def confirm(self, result_sequences: Sequence[int], *, now_ms: int) -> None:
        die_at("before-confirm", list(_counted))
        await super().confirm(result_sequences, now_ms=now_ms)
        die_at("after-confirm", list(_counted))


Method = Callable[..., Awaitable[Any]]
Ids = Callable[[Sequence[Any], Any], Sequence[str]]


class Dying:
    """A store of which some methods have a step before or behind them."""

    def __init__(self, store: Any, steps: dict[str, tuple[str, str, Ids]]) -> None:
        self._store = store
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        return _stepped(method, *self._steps[name]) if name in self._steps else method


def _stepped(method: Method, before: str, after: str, ids: Ids) -> Method:
    async def call(*arguments: Any, **named: Any) -> Any:
        die_at(before, ids(arguments, ()))
        result = await method(*arguments, **named)
        die_at(after, ids(arguments, result))
        return result

    return call


def _added(arguments: Sequence[Any], _: Any) -> Sequence[str]:
    added = [command.id for command in arguments[1] if command.kind in KINDS]
    count(added)
    return added


def _claimed(_: Any, result: Any) -> Sequence[str]:
    return [record.id for claimed in result.values() for record in claimed.commands] if result else []


def _ended(arguments: Sequence[Any], _: Any) -> Sequence[str]:
    return [change.command_id for change in arguments[1] if change.state in OUTCOMES]


@asynccontextmanager
async def dying_stores(url: str, **options: Any) -> AsyncIterator[Stores]:
    """Stores of which the commands have steps."""
    async with open_stores(url, **options) as stores:
        commands: Any = Dying(
            stores.commands,
            {
                "add_batch": ("", "added", _added),
                "claim_due": ("", "claimed", _claimed),
                "apply": ("before-apply", "applied", _ended),
            },
        )
        yield replace(stores, commands=commands)


def main() -> None:
    """Run with the steps in place."""
    stand_in(headframe.node.app, "Journal", KilledJournal)
    stand_in(headframe.server.app, "open_stores", dying_stores)
    headframe_main()
