"""A node's side: asking, promising, and the guard in front of every write."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple

from headframe.core.leases.timing import STANDARD, LeaseTiming

NEVER = float("-inf")
"""A moment before all others."""

MAX_OPEN_QUESTIONS = 16
"""Questions without an answer that are remembered; the oldest goes first. One is asked every 10 s."""


class Label(NamedTuple):
    """Orders all writes to a device: the lease's epoch, then how often peers handed over within it."""

    epoch: int
    local: int


_BEFORE_ANY = Label(0, 0)


@dataclass(frozen=True, slots=True)
class Fence:
    """What a node must have on disk before it acts on an answer or lets one out. Never rolled back.

    `ended`: nothing is written under `label.epoch` on the server's word any more. `hold_until` is in
    seconds of the clock of boot `boot_id`: until then this node has promised its peer not to write.
    """

    label: Label = _BEFORE_ANY
    ended: bool = False
    hold_until: float = NEVER
    boot_id: str = ""


class NodeLease:
    """One node's part in one group. Moments are seconds of the node's boot-time clock.

    After each call that returns something, `fence` is made durable before the result is used. One write
    at a time is in flight per group; `begin_write` and `end_write` say so.
    """

    def __init__(self, fence: Fence, *, boot_id: str, now: float, timing: LeaseTiming = STANDARD) -> None:
        """A process start, with the fence that the process before left."""
        self._timing = timing
        self._leased_until = NEVER
        self._promised_until = NEVER
        self._questions: dict[Hashable, float] = {}
        self._in_flight = 0
        self._drained_at = self.drained_at(now)
        self.fence = replace(self.resumed(fence, boot_id, now), ended=True, boot_id=boot_id)

    @property
    def minimum_epoch(self) -> int:
        """The lowest epoch this node would still accept."""
        return self.fence.label.epoch + self.fence.ended

    def ask(self, nonce: Hashable, now: float) -> None:
        """A question to server or peer goes out. Its answer counts from now."""
        while len(self._questions) >= MAX_OPEN_QUESTIONS:
            self._questions.pop(next(iter(self._questions)))
        self._questions[nonce] = now

    def granted(self, nonce: Hashable, epoch: int, now: float) -> bool:
        """The server's answer came; whether it counts."""
        asked_at = self.asked_at(nonce, now)
        if asked_at is None or epoch < self.minimum_epoch:
            return False
        if epoch > self.fence.label.epoch:
            self.fence = replace(self.fence, label=Label(epoch, 0), ended=False)
        self._leased_until = max(self._leased_until, asked_at + self._timing.ttl_seconds)
        return True

    def promise(self, now: float) -> Label | None:
        """The peer asks to be the only one. The label to hand over, or None to refuse.

        Refused while a write is in flight or may be from before a restart, and while this node acts on a
        promise of the peer itself.
        """
        if self.has_writes_out() or now < self._drained_at or now < self._promised_until:
            return None
        hold_until = max(self.fence.hold_until, now + self.hold_seconds())
        self.fence = replace(self.fence, hold_until=hold_until)
        self._end()
        return self.fence.label

    def promised(self, nonce: Hashable, label: Label, now: float) -> bool:
        """The peer's promise came, with its label; whether it counts."""
        if self.is_held(now):
            return False
        asked_at = self.asked_at(nonce, now)
        if asked_at is None:
            return False
        highest = max(label, self.fence.label)
        self.fence = replace(self.fence, label=Label(highest.epoch, highest.local + 1), ended=True)
        self._promised_until = max(self._promised_until, asked_at + self._timing.ttl_seconds)
        return True

    def release(self, now: float) -> int | None:
        """Give the server's lease up; the epoch to name, or None while that is not possible."""
        holds = now < self._leased_until
        if not holds or self.has_writes_out() or now < self._drained_at:
            return None
        epoch = self.fence.label.epoch
        self._end()
        return epoch

    def begin_write(self, seconds: float, now: float) -> Label | None:
        """The guard: the label to write under, or None when there is no authority for so long a write."""
        allowed = seconds <= self._timing.write_bound_seconds and not self.is_held(now)
        if not allowed or now + self.reserve_seconds(seconds) > max(self._leased_until, self._promised_until):
            return None
        self._in_flight += 1
        return self.fence.label

    def end_write(self) -> None:
        """A write is over: answered, failed, or given up with its socket reset."""
        self._in_flight -= 1

    def _end(self) -> None:
        self._leased_until = NEVER
        self._questions.clear()
        self.fence = replace(self.fence, ended=True)

    def is_held(self, now: float) -> bool:
        """Whether a promise to the peer forbids writing."""
        return now < self.fence.hold_until

    def has_writes_out(self) -> bool:
        """Whether a write of this process is on the wire."""
        return self._in_flight > 0

    def asked_at(self, nonce: Hashable, _now: float) -> float | None:
        """When the question was asked that this answers; None for one that is not open. Closes it."""
        return self._questions.pop(nonce, None)

    def hold_seconds(self) -> float:
        """How long a promise binds the one who gives it."""
        return self._timing.wait_seconds

    def reserve_seconds(self, seconds: float) -> float:
        """How much authority must be left for a write that takes `seconds` at most."""
        return seconds + self._timing.margin_seconds

    def drained_at(self, now: float) -> float:
        """When no write of the process before can be on the wire any more."""
        return now + self._timing.drain_seconds

    def resumed(self, fence: Fence, boot_id: str, now: float) -> Fence:
        """The fence on this boot's clock. After another boot its deadline means nothing: hold in full."""
        if fence.boot_id == boot_id:
            return fence
        return replace(fence, hold_until=now + self._timing.wait_seconds)
