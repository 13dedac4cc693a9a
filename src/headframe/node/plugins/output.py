"""A plugin's standard output and error, as bounded log lines."""

from collections import deque
from collections.abc import Callable

MAX_LINE_BYTES = 2048
"""A longer line is cut."""

MAX_LINES_PER_WINDOW = 200
WINDOW_SECONDS = 10.0
"""More lines than that in a window are counted and dropped; reading goes on, so that nobody blocks."""

KEPT_LINES = 20
"""The last lines, kept to explain an unasked-for end."""


class OutputLines:
    """Splits output into lines and passes on no more of them than is bearable."""

    def __init__(self, emit: Callable[[str], None], elapsed: Callable[[], float]) -> None:
        self._emit = emit
        self._elapsed = elapsed
        self._partial = b""
        self._cutting = False
        self._window_start = elapsed()
        self._in_window = 0
        self.dropped = 0
        self.last: deque[str] = deque(maxlen=KEPT_LINES)

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        *lines, rest = (self._partial + data).split(b"\n")
        for line in lines:
            if self._cutting:  # the tail of a line whose head is already out
                self._cutting = False
                continue
            self._line(line)
        if len(rest) > MAX_LINE_BYTES:
            if not self._cutting:
                self._line(rest)
            self._cutting, rest = True, b""
        self._partial = rest

    def finish(self) -> None:
        """The output has ended, perhaps within a line."""
        if self._partial and not self._cutting:
            self._line(self._partial)
        self._partial = b""

    def _line(self, line: bytes) -> None:
        text = line[:MAX_LINE_BYTES].decode("utf-8", "replace").rstrip()
        if not text:
            return
        self.last.append(text)
        now = self._elapsed()
        if now - self._window_start >= WINDOW_SECONDS:
            self._window_start, self._in_window = now, 0
        self._in_window += 1
        if self._in_window > MAX_LINES_PER_WINDOW:
            self.dropped += 1
            return
        self._emit(text)
