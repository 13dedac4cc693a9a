"""One server a module, and the command line beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Cli
from tests.cli.cli_world import Served, served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def cli(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Cli:
    """The command line of an admin, in an empty directory with a profile."""
    server.profile(tmp_path)
    return Cli.placed(tmp_path, monkeypatch, capfd)
