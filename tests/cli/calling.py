"""Call the program as its entry point does, and take what it prints."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from headframe.main import run


@dataclass
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass
class Cli:
    """The program in a directory."""

    directory: Path
    capfd: pytest.CaptureFixture[str]

    @classmethod
    def placed(
        cls, directory: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> "Cli":
        monkeypatch.chdir(directory)
        monkeypatch.setenv("HOME", str(directory / "home"))
        monkeypatch.setenv("COLUMNS", "200")
        for name in ("HEADFRAME_SERVER", "HEADFRAME_API_KEY_FILE", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(name, raising=False)
        return cls(directory, capfd)

    def __call__(self, *arguments: str) -> Said:
        self.capfd.readouterr()
        code = run(arguments)
        out, err = self.capfd.readouterr()
        return Said(code, out, err)

    def json(self, *arguments: str) -> Any:
        """The answer as JSON; the command must succeed."""
        return self(*arguments, "--json").json()
