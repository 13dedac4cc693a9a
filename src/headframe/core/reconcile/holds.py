"""Holds: named reasons why a device runs at less than it could, each until it is lifted or its time is up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.precedence import Precedence
from headframe.core.reconcile.revisions import Revision

_STRICTNESS = {CurtailmentLevel.EFFICIENCY: 1, CurtailmentLevel.FULL: 2}


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold. `until_ms` None: until it is lifted. `placed` is the operation that placed or changed it."""

    id: str
    source: str
    level: CurtailmentLevel
    priority: Precedence
    until_ms: int | None
    revision: Revision
    placed: OperationRef

    def is_in_force(self, now_ms: int) -> bool:
        """Whether its time is not up."""
        return self.until_ms is None or now_ms < self.until_ms


def strictest(holds: Iterable[Hold]) -> CurtailmentLevel | None:
    """The level that all holds together come to; None without any."""
    return max((hold.level for hold in holds), key=_STRICTNESS.__getitem__, default=None)


def named(holds: Iterable[Hold], hold_id: str) -> Hold | None:
    """The hold of that name."""
    return next((hold for hold in holds if hold.id == hold_id), None)


def placed(holds: tuple[Hold, ...], hold: Hold) -> tuple[Hold, ...]:
    """With one hold more. One of the same name is replaced by its own source; others make it no weaker."""
    before = named(holds, hold.id)
    if before and (before.source, before.priority) != (hold.source, hold.priority):
        hold = replace(
            hold,
            level=max(before.level, hold.level, key=_STRICTNESS.__getitem__),
            priority=max(before.priority, hold.priority),
            until_ms=_later(before.until_ms, hold.until_ms),
        )
    return (*lifted(holds, hold.id), hold)


def lifted(holds: tuple[Hold, ...], hold_id: str) -> tuple[Hold, ...]:
    """Without the hold of that name, all others left."""
    return tuple(hold for hold in holds if hold.id != hold_id)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
