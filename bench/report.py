"""What every benchmark prints: a table of ours beside a named baseline, and the machine it ran on."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

MISSING = "-"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: `ours` beside `baseline` in the same unit and run; None where there is none."""

    what: str
    ours: float | None
    unit: str
    baseline: float | None = None
    against: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the baseline."""
        if self.ours is None or not self.baseline:
            return None
        return self.ours / self.baseline

    def cells(self) -> tuple[str, ...]:
        """The line's columns."""
        ratio = MISSING if self.ratio is None else f"{self.ratio:.2f}"
        return (self.what, number(self.ours), self.unit, number(self.baseline), self.against, ratio)


@dataclass(slots=True)
class Table:
    """Lines under a title."""

    title: str
    lines: list[Measure] = field(default_factory=list)

    def add(
        self, what: str, ours: float | None, unit: str, baseline: float | None = None, against: str = ""
    ) -> None:
        """One more line."""
        self.lines.append(Measure(what, ours, unit, baseline, against))

    def __str__(self) -> str:
        head = ("what", "ours", "unit", "baseline", "against", "ratio")
        return "\n".join([self.title, *aligned([head, *(line.cells() for line in self.lines)])])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines with even columns, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def number(value: float | None) -> str:
    """Three significant figures, and all digits of a large number's whole part."""
    if value is None:
        return MISSING
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def machine() -> str:
    """What the figures depend on."""
    load = os.getloadavg()[0]
    return (
        f"machine: {processor()}, {os.cpu_count()} cores, load {load:.1f}; "
        f"Python {platform.python_version()}, Linux {platform.release()}"
    )


def processor() -> str:
    """The processor's name."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The nearest-rank percentile; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _padded(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() or cell == MISSING else cell.ljust(width)
