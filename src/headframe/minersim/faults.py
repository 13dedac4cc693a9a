"""The fault menu: what can be wrong with a simulated miner, and which faults it has now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

DEFAULT_HUGE_BYTES = 100 * 1024 * 1024
MAX_HUGE_BYTES = 1024 * 1024 * 1024
DEFAULT_DELAY_SECONDS = 5.0
MAX_DELAY_SECONDS = 3600.0
DEFAULT_OVERHEAT_C = 45.0


class FaultError(ValueError):
    """A fault that does not exist or has parameters out of bounds."""


class FaultKind(StrEnum):
    """Every fault a miner can be given."""

    BOARD_LOSS = "board-loss"  # hash board `index` is gone
    OVERHEAT = "overheat"  # intake air hotter by `delta_c`; the miner may protect itself
    FAN_FAILURE = "fan-failure"  # fan `index` stands still
    HANG = "hang"  # accepts and reads, never answers
    GARBAGE = "garbage"  # answers with noise
    HALF_ANSWER = "half-answer"  # sends half of the answer, then closes
    HUGE_ANSWER = "huge-answer"  # answers with `size_bytes` of filler
    SLOW = "slow"  # answers after `delay_seconds`
    ABSURD = "absurd"  # well-formed answers with NaN and impossible numbers
    WRONG_MAC = "wrong-mac"  # another miner answers at this address
    REJECT_AUTH = "reject-auth"  # no password is right any more
    REBOOT_MID_ANSWER = "reboot-mid-answer"  # sends half of the answer, then reboots
    REFUSE = "refuse"  # nothing listens at this address
    LIAR = "liar"  # says yes to commands and does nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault with its parameters; a parameter that a kind does not use is ignored.

    `times` limits a fault of the answers (hang .. slow, reboot-mid-answer) to that many
    answers; None means until cleared.
    """

    kind: FaultKind
    index: int = 0
    delta_c: float = DEFAULT_OVERHEAT_C
    delay_seconds: float = DEFAULT_DELAY_SECONDS
    size_bytes: int = DEFAULT_HUGE_BYTES
    times: int | None = None

    def __post_init__(self) -> None:
        if self.index < 0 or (self.times is not None and self.times < 1):
            raise FaultError(f"{self.kind}: index and times must not be negative or zero")
        if not 0 <= self.delay_seconds <= MAX_DELAY_SECONDS:
            raise FaultError(f"{self.kind}: delay_seconds must be 0..{MAX_DELAY_SECONDS:g}")
        if not 1 <= self.size_bytes <= MAX_HUGE_BYTES:
            raise FaultError(f"{self.kind}: size_bytes must be 1..{MAX_HUGE_BYTES}")
        if not 0 < self.delta_c <= 200:
            raise FaultError(f"{self.kind}: delta_c must be above 0, at most 200")


_PARAMETER_TYPES = {f.name: f.type for f in fields(Fault) if f.name != "kind"}


def parse_fault(raw: Mapping[str, Any]) -> Fault:
    """A fault from its JSON or TOML form, `{"kind": "slow", "delay_seconds": 2}`.

    Raises:
        FaultError: the kind or a parameter is unknown, or a value is out of bounds.
    """
    values = dict(raw)
    name = values.pop("kind", None)
    try:
        kind = FaultKind(name)
    except ValueError as error:
        menu = ", ".join(FaultKind)
        raise FaultError(f"no fault {name!r}; there are: {menu}") from error
    for key, value in values.items():
        if key not in _PARAMETER_TYPES:
            raise FaultError(f"{kind}: no parameter {key!r}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FaultError(f"{kind}: {key} must be a number")
    return Fault(kind=kind, **values)


class FaultSet:
    """The faults a miner has now, at most one of a kind."""

    def __init__(self) -> None:
        self._active: dict[FaultKind, Fault] = {}
        self._uses: dict[FaultKind, int] = {}
        self._listeners: list[Callable[[FaultKind], None]] = []

    def inject(self, fault: Fault) -> None:
        """Add a fault, or replace the one of its kind."""
        self._active[fault.kind] = fault
        self._uses[fault.kind] = 0
        self._notify(fault.kind)

    def clear(self, kind: FaultKind | None = None) -> None:
        """Remove one fault, or all; removing what is not there is fine."""
        for each in [kind] if kind is not None else list(self._active):
            if self._active.pop(each, None) is not None:
                self._notify(each)

    def get(self, kind: FaultKind) -> Fault | None:
        """The active fault of this kind, if any."""
        return self._active.get(kind)

    def take(self, kind: FaultKind) -> Fault | None:
        """The active fault of this kind, counting one use; it clears itself after `times` uses."""
        fault = self._active.get(kind)
        if fault is None:
            return None
        self._uses[kind] += 1
        if fault.times is not None and self._uses[kind] >= fault.times:
            self.clear(kind)
        return fault

    def __contains__(self, kind: FaultKind) -> bool:
        return kind in self._active

    def __bool__(self) -> bool:
        return bool(self._active)

    @property
    def active(self) -> tuple[Fault, ...]:
        """All active faults."""
        return tuple(self._active.values())

    def on_change(self, listener: Callable[[FaultKind], None]) -> None:
        """Call `listener` with the kind after a fault comes or goes."""
        self._listeners.append(listener)

    def _notify(self, kind: FaultKind) -> None:
        for listener in self._listeners:
            listener(kind)
