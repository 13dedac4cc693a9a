"""Lines that are kept up to date on a terminal, and told now and then elsewhere."""

import io

import pytest

from headframe.demo.line import LiveLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_are_shown_over_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    line = LiveLine()
    line.show("one")
    line.show("hall-1: two", "hall-2: two")
    line.show("hall-1: three", "hall-2: three")
    line.end("done")
    line.show("four")
    clear = "\r\x1b[J"
    assert terminal.getvalue() == (
        f"{clear}one"
        f"{clear}hall-1: two\nhall-2: two"
        f"\x1b[1A{clear}hall-1: three\nhall-2: three"
        f"\x1b[1A{clear}done\n"
        f"{clear}four"
    )


def test_elsewhere_they_are_told_once_and_not_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr("sys.stdout", told)
    line = LiveLine()
    line.show("hall-1: one", "hall-2: one")
    line.show("hall-1: two", "hall-2: two")
    line.end("done")
    line.show("hall-1: three")
    assert told.getvalue().splitlines() == ["hall-1: one", "hall-2: one", "done", "hall-1: three"]
