"""A few lines that are kept up to date on a terminal, and told now and then elsewhere."""

import sys
import time
from shutil import get_terminal_size

QUIET_SECONDS = 10.0
"""Where output is not a terminal: at least this long between two tellings."""


class LiveLine:
    """Standard output's last line, or the last few."""

    def __init__(self) -> None:
        self._in_place = sys.stdout.isatty()
        self._told_at = 0.0
        self._height = 1

    def show(self, *lines: str) -> None:
        """Say how things stand now."""
        if self._in_place:
            width = get_terminal_size().columns - 1
            sys.stdout.write(self._over() + "\n".join(line[:width] for line in lines))
            self._height = len(lines)
        elif time.monotonic() - self._told_at >= QUIET_SECONDS:
            self._told_at = time.monotonic()
            sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()

    def end(self, text: str) -> None:
        """Say the last word on something; it stays."""
        self._told_at = 0.0
        sys.stdout.write(f"{self._over()}{text}\n" if self._in_place else f"{text}\n")
        sys.stdout.flush()
        self._height = 1

    def _over(self) -> str:
        """To the beginning of what was shown last, which goes."""
        up = f"\x1b[{self._height - 1}A" if self._height > 1 else ""
        return f"{up}\r\x1b[J"
