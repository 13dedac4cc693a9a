"""What holds for all tests: none of them fails for being slow on a busy machine.

Tests of whole programs wait for processes, browsers and sockets with deadlines. One that fails is run once
more, and the summary shows why: what fails twice is broken, and what does not is a test to be mended.
"""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("headframe", deadline=None)
settings.load_profile("headframe")

WHOLE_PROGRAMS = frozenset({"bench", "cli", "combined", "demo", "e2e", "fault", "gateway", "plugins"})
"""Rooms of tests whose tests start programs, or serve on sockets."""
TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of whole programs get their second try."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WHOLE_PROGRAMS:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why a test was run once more, whatever came of it."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"first try of {report.nodeid} ({report.when})")
        terminalreporter.line(report.longreprtext)
