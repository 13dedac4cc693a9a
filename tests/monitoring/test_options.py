"""The commands refuse to be read by everybody, and say what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from headframe.kit.files import ensure_private_dir, write_private
from headframe.node.enrollment.enrolled import Enrolled
from tests.cli.calling import Cli


@pytest.fixture
def alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Cli]:
    yield Cli.placed(tmp_path, monkeypatch, capfd)
    structlog.reset_defaults()  # the commands log to what is captured here, which ends with the test


@pytest.fixture(params=["combined", "server", "node run"])
def process(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Each kind of process, with all that it needs to start."""
    state = tmp_path / "state"
    ensure_private_dir(state)
    if request.param == "node run":
        Enrolled("https://mine.example", "1", "7", "hall-1").keep(state)
    more = ["--development-tls"] if request.param == "server" else []
    return [*request.param.split(), "--state-dir", str(state), *more, "--check-config"]


def test_metrics_stay_on_loopback_by_themselves(alone: Cli, process: list[str]) -> None:
    assert alone(*process).code == 0
    assert alone(*process, "--metrics-listen", "off").code == 0


def test_nobody_starts_who_would_be_read_by_everybody(alone: Cli, process: list[str]) -> None:
    said = alone(*process, "--metrics-listen", "0.0.0.0:9420")
    assert said.code == 2
    assert "--metrics-password-file or --metrics-client-ca, or listen on 127.0.0.1" in " ".join(
        said.err.split()
    )


def test_a_password_that_others_can_read_is_refused(alone: Cli, process: list[str], tmp_path: Path) -> None:
    password = tmp_path / "password"
    write_private(password, b"correct horse battery")
    password.chmod(0o644)
    said = alone(*process, "--metrics-password-file", str(password))
    assert said.code == 2
    assert "open to others" in said.err
    assert "correct horse" not in said.err


def test_nodes_are_asked_for_certificates_by_an_authority_that_is_one(alone: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    base = ["server", "--state-dir", str(tmp_path / "state"), "--development-tls", "--check-config"]
    for path, words in ((wrong, "is no PEM file of certificates"), (tmp_path / "missing.pem", "missing.pem")):
        said = alone(*base, "--node-client-ca", str(path))
        assert (said.code, words in " ".join(said.err.split())) == (2, True)
    authority = tmp_path / "state" / "tls" / "authority.pem"
    assert alone(*base, "--node-client-ca", str(authority)).code == 0
