"""The server's time as a node estimates it: a signed time, plus what the node's own boot clock added since.

The node's wall clock dates things for people. It decides nothing: set a year ahead or back, handshakes and
commands still work, and an expired command stays expired.
"""

from headframe.kit.clock import Clock


class ServerClock:
    """A `Clock` whose `now_ms` is the server's. Before the first signed time it is the wall clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_ms: int | None = None
        self._told_at = 0.0

    def learn(self, server_time_ms: int) -> None:
        """A time that the server signed just now."""
        self._told_ms, self._told_at = server_time_ms, self._clock.elapsed()

    def now_ms(self) -> int:
        """The estimate in ms."""
        if self._told_ms is None:
            return self._clock.now_ms()
        return self._told_ms + round((self._clock.elapsed() - self._told_at) * 1000)

    def elapsed(self) -> float:
        """The boot clock."""
        return self._clock.elapsed()
