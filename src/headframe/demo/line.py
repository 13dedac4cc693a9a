"""One line that is kept up to date on a terminal, and told now and then elsewhere."""

import sys
import time
from shutil import get_terminal_size

QUIET_SECONDS = 10.0
"""Where output is not a terminal: at least this long between two tellings."""


class LiveLine:
    """Standard output's last line."""

    def __init__(self) -> None:
        self._in_place = sys.stdout.isatty()
        self._told_at = 0.0

    def show(self, text: str) -> None:
        """Say how things stand now."""
        if self._in_place:
            sys.stdout.write(f"\r\x1b[K{text[: get_terminal_size().columns - 1]}")
        elif time.monotonic() - self._told_at >= QUIET_SECONDS:
            self._told_at = time.monotonic()
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def end(self, text: str) -> None:
        """Say the last word on something; it stays."""
        self._told_at = 0.0
        sys.stdout.write(f"\r\x1b[K{text}\n" if self._in_place else f"{text}\n")
        sys.stdout.flush()
