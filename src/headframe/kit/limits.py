"""Limiters: exponential back-off for failed sign-ins, token buckets for requests.

Both keep a bounded number of keys; the one unused for longest is forgotten first.
"""

from collections import OrderedDict
from dataclasses import dataclass

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock

MAX_TRACKED = 20_000
"""Keys that a limiter remembers."""
MAX_BACK_OFF_SECONDS = 900.0
FORGET_SECONDS = 3600.0
"""Attempts older than this no longer count."""


@dataclass(slots=True)
class _Attempts:
    count: int
    last_at: float


class AttemptLimiter:
    """Lets `free_attempts` through, then demands a wait that doubles with each further one.

    An attempt counts from its beginning, so that many at once cannot slip through; success clears it.
    """

    def __init__(self, clock: Clock, *, free_attempts: int) -> None:
        self._clock = clock
        self._free = free_attempts
        self._seen: OrderedDict[str, _Attempts] = OrderedDict()

    def begin(self, key: str) -> None:
        """Count an attempt. SIGN_IN_THROTTLED, and not counted, while a wait is on."""
        now = self._clock.elapsed()
        attempts = self._seen.get(key)
        if attempts is None or now - attempts.last_at > FORGET_SECONDS:
            attempts = _Attempts(0, now)
            self._seen[key] = attempts
        wait = attempts.last_at + self._penalty(attempts.count) - now
        if wait > 0:
            raise HeadframeError(Code.SIGN_IN_THROTTLED, retry_after_seconds=wait)
        attempts.count += 1
        attempts.last_at = now
        self._seen.move_to_end(key)
        while len(self._seen) > MAX_TRACKED:
            self._seen.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the attempts under `key`."""
        self._seen.pop(key, None)

    def _penalty(self, count: int) -> float:
        if count < self._free:
            return 0.0
        return min(2.0 ** min(count - self._free, 30), MAX_BACK_OFF_SECONDS)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """Token buckets: `burst` requests at once, `per_second` in the long run, a key."""

    def __init__(self, clock: Clock, *, per_second: float, burst: float) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def spend(self, key: str) -> None:
        """Take one token. RATE_LIMITED, with the wait, when there is none."""
        now = self._clock.elapsed()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.tokens < 1:
            wait = (1 - bucket.tokens) / self._per_second
            raise HeadframeError(Code.RATE_LIMITED, retry_after_seconds=wait)
        bucket.tokens -= 1
        while len(self._buckets) > MAX_TRACKED:
            self._buckets.popitem(last=False)
