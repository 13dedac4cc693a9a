"""The program as a whole: help, version, completion, and how much it loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup

from headframe import __version__
from headframe.main import ENTRIES, load
from tests.cli.calling import Cli

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    return Cli.placed(tmp_path, monkeypatch, capfd)


def leaves(command: object, path: str) -> list[str]:
    if not isinstance(command, TyperGroup):
        return [path]
    return [leaf for name, child in command.commands.items() for leaf in leaves(child, f"{path} {name}")]


PATHS = [path for name in ENTRIES for path in leaves(load(name), name)]
SHAPES = ("demo", "combined", "server", "sim", "login", "version")
WITH_EXAMPLES = [path for path in PATHS if path not in SHAPES and not path.startswith("node ")]


def test_version(alone: Cli) -> None:
    assert alone("version").out == f"{__version__}\n"
    assert alone.json("version") == {"version": __version__}


def test_help_lists_every_command_without_loading_them(alone: Cli) -> None:
    said = alone("--help")
    assert said.code == 0
    assert all(f" {name} " in said.out for name in ENTRIES)


@pytest.mark.parametrize("path", PATHS)
def test_every_command_has_help(alone: Cli, path: str) -> None:
    said = alone(*path.split(), "--help")
    assert said.code == 0
    assert f"Usage: headframe {path}" in said.out


@pytest.mark.parametrize("path", WITH_EXAMPLES)
def test_every_command_has_examples(alone: Cli, path: str) -> None:
    out = alone(*path.split(), "--help").out
    name = path if path not in ("discover", "pair") else f"devices {path}"
    assert "Examples:" in out
    assert f"headframe {name}" in out.split("Examples:")[1]


def test_a_client_loads_no_server() -> None:
    code = (
        "import sys; from headframe.main import run; run(['devices', 'list', '--help']);"
        "heavy = {'fastapi', 'granian', 'sqlalchemy', 'aiohttp'}; print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("headframe dev", "devices"),
        ("headframe commands st", "stop"),
        ("headframe devices list --sort hash", "hashrate"),
        ("headframe devices list --filter stat", "status:"),
        ("headframe devices list --filter status:off", "status:offline"),
    ],
)
def test_completion_offers(typed: str, offered: str) -> None:
    variables = {
        **os.environ,
        "_HEADFRAME_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "headframe"],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert offered in done.stdout.splitlines()


def test_the_reference_names_every_command_and_exit_code() -> None:
    text = REFERENCE.read_text()
    missing = [path for path in PATHS if f"`headframe {path}" not in text]
    assert missing == []
