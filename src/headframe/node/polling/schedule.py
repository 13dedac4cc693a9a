"""When each device is polled. Pure: seconds come in, due devices come out.

Devices are spread evenly over the interval by their id, so that a fleet is a steady trickle and never a
wave. A device that fails is asked less and less often, one that is asked for soon comes first.
"""

import heapq
from dataclasses import dataclass
from enum import Enum

GOLDEN_RATIO = 0.6180339887498949
"""Multiples of it, modulo 1, spread any run of ids evenly."""

FAILURES_BEFORE_BACK_OFF = 2
"""A lost packet must not slow a device down; a dead device must not cost a time-out every interval."""


class Wait(Enum):
    """What a failure says about the next try."""

    RETRY = "retry"  # may be gone in a moment
    ASK_PEOPLE = "ask people"  # trying again changes nothing, or locks an account


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between polls. `longest_seconds` bounds how late a returning device is noticed."""

    fast_seconds: float = 10.0
    full_seconds: float = 600.0
    longest_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Due:
    """A device to poll now."""

    device_id: int
    full: bool


@dataclass(slots=True)
class _Entry:
    due: float
    full_due: float
    failures: int = 0
    in_flight: bool = False
    again: bool = False
    again_full: bool = False


class Schedule:
    """Due times of all owned devices. A device that is in flight is never due."""

    def __init__(self, intervals: Intervals) -> None:
        self._intervals = intervals
        self._entries: dict[int, _Entry] = {}
        self._heap: list[tuple[float, int]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, device_id: int) -> bool:
        return device_id in self._entries

    def add(self, device_id: int, now: float) -> None:
        """Start polling a device, first in full, within one fast interval."""
        if device_id in self._entries:
            return
        phase = (device_id * GOLDEN_RATIO) % 1.0
        entry = _Entry(due=now + phase * self._intervals.fast_seconds, full_due=now)
        self._entries[device_id] = entry
        self._push(device_id, entry)

    def remove(self, device_id: int) -> None:
        """Stop polling a device; an answer still under way is ignored."""
        self._entries.pop(device_id, None)

    def soon(self, device_id: int, now: float, *, full: bool = False) -> None:
        """Poll a device at the next chance, because something just changed on it."""
        entry = self._entries.get(device_id)
        if entry is None:
            return
        if entry.in_flight:  # what is under way may have been asked before the change
            entry.again = True
            entry.again_full = entry.again_full or full
            return
        entry.due = now
        if full:
            entry.full_due = now
        self._push(device_id, entry)

    def take_due(self, now: float, limit: int) -> list[Due]:
        """At most `limit` devices whose time has come; they are in flight from here on."""
        due: list[Due] = []
        while self._heap and self._heap[0][0] <= now and len(due) < limit:
            when, device_id = heapq.heappop(self._heap)
            entry = self._entries.get(device_id)
            if entry is None or entry.in_flight or entry.due != when:
                continue  # a stale heap entry
            entry.in_flight = True
            due.append(Due(device_id, full=entry.full_due <= now))
        return due

    def succeeded(self, device_id: int, now: float, *, full: bool) -> None:
        """The device answered. Keeps its phase: the next time is one interval after the last due."""
        entry = self._entries.get(device_id)
        if entry is None:
            return
        entry.failures = 0
        if full:
            entry.full_due = now + self._intervals.full_seconds
        missed = max(0.0, now - entry.due) // self._intervals.fast_seconds
        self._finish(device_id, entry, now, entry.due + (missed + 1) * self._intervals.fast_seconds)

    def failed(self, device_id: int, now: float, wait: Wait) -> int:
        """The device did not answer as it should; how many times running."""
        entry = self._entries.get(device_id)
        if entry is None:
            return 0
        entry.failures += 1
        delay = self._intervals.longest_seconds
        if wait is Wait.RETRY:
            doublings = min(max(0, entry.failures - FAILURES_BEFORE_BACK_OFF), 16)
            delay = min(delay, self._intervals.fast_seconds * 2**doublings)
        self._finish(device_id, entry, now, now + delay)
        return entry.failures

    def next_due(self) -> float | None:
        """When the next device is due; None when nothing waits. May be early, never late."""
        return self._heap[0][0] if self._heap else None

    def _finish(self, device_id: int, entry: _Entry, now: float, due: float) -> None:
        entry.in_flight = False
        entry.due = now if entry.again else due
        if entry.again_full:
            entry.full_due = now
        entry.again = entry.again_full = False
        self._push(device_id, entry)

    def _push(self, device_id: int, entry: _Entry) -> None:
        heapq.heappush(self._heap, (entry.due, device_id))
