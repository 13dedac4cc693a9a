"""Ids: 128 bits as 32 hexadecimal digits in the layout of UUID version 7 (RFC 9562): they sort by time."""

import os
import re
import threading
import time
from collections.abc import Callable

_ID = re.compile(r"[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}")
_COUNTER_BITS = 12
_TAIL_BITS = 62
_TAIL_BYTES = 8
_MAX_MS = (1 << 48) - 1


class IdSource:
    """Draws ids that grow strictly, whatever the clock does. Safe to call from several threads.

    `now_ms` gives milliseconds since the epoch, `random_bytes(n)` n unpredictable bytes. Within one
    millisecond a 12-bit counter grows; when it runs over, or the clock steps back, the id's own time runs
    ahead of the clock.
    """

    def __init__(self, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._lock = threading.Lock()
        self._last = -1  # milliseconds and counter, joined

    def __call__(self) -> str:
        """A new id."""
        tail = int.from_bytes(self._random_bytes(_TAIL_BYTES), "big") & ((1 << _TAIL_BITS) - 1)
        with self._lock:
            self._last = max(self._now_ms() << _COUNTER_BITS, self._last + 1)
            moment, counter = self._last >> _COUNTER_BITS, self._last & ((1 << _COUNTER_BITS) - 1)
        value = (moment & _MAX_MS) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail
        return f"{value:032x}"


def system_ids() -> IdSource:
    """A source on the system's clock and randomness."""
    return IdSource(lambda: time.time_ns() // 1_000_000, os.urandom)


def is_id(text: str) -> bool:
    """Whether `text` is an id as IdSource writes it."""
    return _ID.fullmatch(text) is not None


def id_time_ms(identifier: str) -> int:
    """When an id was drawn, in ms since the epoch. Raises ValueError for what is no id."""
    if not is_id(identifier):
        raise ValueError("not an id")
    return int(identifier[:12], 16)
