"""What is printed: JSON for programs, tables for a terminal, aligned text for pipes."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from headframe.cli.errors import CliError

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "?")
_STYLES = {
    "HASHING": "green", "SUCCEEDED": "green", "PAIRED": "green", "HEALTHY": "green", "FINISHED": "green",
    "IDLE": "cyan", "CURTAILED": "cyan", "UPDATING": "cyan", "REBOOTING": "cyan", "RUNNING": "cyan",
    "DEGRADED": "yellow", "NEEDS_POOL": "yellow", "WARNING": "yellow", "DEFAULT_PASSWORD": "yellow",
    "AUTHENTICATION_NEEDED": "yellow", "MINOR": "yellow", "OUTCOME_UNKNOWN": "yellow",
    "AWAITING_COSIGN": "yellow",
    "ERROR": "bold red", "OFFLINE": "red", "UNAVAILABLE": "magenta", "FAILED": "red", "REJECTED": "red",
    "CRITICAL": "bold red", "MAJOR": "red", "EXPIRED": "red",
}  # fmt: skip
"""Colours that go with words; they never stand alone."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: titles, rows of cells, and which columns are numbers."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = field(default_factory=frozenset)


class Output:
    """Standard output holds the answer and nothing else; remarks and progress go to standard error."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.on_terminal = sys.stdout.isatty() and not as_json
        self.errors = Console(stderr=True, highlight=False, markup=False)
        self._console = Console(highlight=False, markup=False)

    def show(self, document: object, human: Callable[[], None]) -> None:
        """The answer: as JSON where that is asked for, else as `human` prints it."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            human()

    def json_lines(self, documents: Sequence[object]) -> None:
        """One document a line, for what never ends."""
        for document in documents:
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def line(self, text: str = "") -> None:
        """A line of a human answer."""
        sys.stdout.write(f"{clean(text)}\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """A remark beside the answer."""
        if not self.as_json:
            self.errors.print(clean(text), soft_wrap=True)

    def grid(self, grid: Grid) -> None:
        """A table for people."""
        if self.on_terminal:
            self._console.print(rich_table(grid))
        else:
            for text in plain_lines(grid):
                self.line(text)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and values, one a line; those without a value are left out."""
        shown = [(name, value) for name, value in pairs if value]
        width = max((len(name) for name, _ in shown), default=0)
        for name, value in shown:
            self.line(f"{name:<{width}}  {value}")

    def problem(self, error: CliError) -> None:
        """An error, on standard error."""
        if self.as_json:
            document = {
                "code": error.code, "message": error.message, "action": error.action,
                "fields": list(error.fields),
            }  # fmt: skip
            sys.stderr.write(json.dumps({"error": document}, ensure_ascii=False) + "\n")
            return
        lines = [f"headframe: [{error.code}] {error.message}", *(f"  {each}" for each in error.fields)]
        lines += [f"  {error.action}"] if error.action else []
        sys.stderr.write("".join(f"{clean(text)}\n" for text in lines))


def clean(text: str) -> str:
    """Without control characters: names come from miners, and must not drive the terminal."""
    return text.translate(_CONTROLS)


def rich_table(grid: Grid) -> Table:
    """For a terminal; cells wrap, and are never cut off."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in grid.titles:
        table.add_column(title, justify="right" if title in grid.numbers else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(clean(cell), style=_STYLES.get(cell, "")) for cell in row))
    return table


def plain_lines(grid: Grid) -> list[str]:
    """For pipes: columns two blanks or more apart."""
    cells = [list(grid.titles), *([clean(cell) for cell in row] for row in grid.rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(grid.titles))]
    right = [title in grid.numbers for title in grid.titles]
    return [
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
