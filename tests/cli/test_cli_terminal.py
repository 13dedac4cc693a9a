"""What a person sees on a terminal: tables with colours beside words, a live table, progress."""

import os
import pty
import subprocess
import sys

import pytest

from headframe.core.commands.records import CommandRecord, CommandState
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.demo.demo_process import environment

GREEN_HASHING = "\x1b[32mHASHING"


def on_terminal(cli: Cli, *arguments: str) -> tuple[int, str]:
    """Exit code and all that a terminal of 160 columns was sent."""
    leader, follower = pty.openpty()
    variables = {**environment(), "COLUMNS": "160", "LINES": "40", "TERM": "xterm-256color"}
    seen = b""
    line = [sys.executable, "-m", "headframe", *arguments]
    with subprocess.Popen(
        line, cwd=cli.directory, env=variables, stdin=follower, stdout=follower, stderr=follower
    ) as process:
        os.close(follower)
        while chunk := _read(leader):
            seen += chunk
    os.close(leader)
    return process.returncode, seen.decode()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # the last process of the terminal has gone
        return b""


@pytest.mark.parametrize(
    "arguments", [("devices", "list"), ("devices", "watch", "--rounds", "1")], ids=lambda words: words[1]
)
def test_tables_on_a_terminal(cli: Cli, arguments: tuple[str, ...]) -> None:
    code, seen = on_terminal(cli, *arguments)
    assert code == 0
    assert GREEN_HASHING in seen
    assert "200 TH/s" in seen


def test_progress_goes_away_and_leaves_the_outcome(cli: Cli, server: Served) -> None:
    def all_well(_record: CommandRecord) -> tuple[CommandState, None]:
        return CommandState.SUCCEEDED, None

    server.node_answers(all_well)
    code, seen = on_terminal(cli, "commands", "start", "--filter", "pairing:paired", "--wait", "--yes")
    assert code == 0
    assert "Start mining: 3 succeeded of 3" in seen.splitlines()[-1]
