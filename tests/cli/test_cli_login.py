"""`headframe login`, and servers that do not answer as they should."""

import json
import socket
import stat
import threading
from pathlib import Path

import pytest

from headframe.kit.profile import read_profile
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.demo.demo_process import free_port
from tests.server.operator.operator_world import PASSWORD


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """A person without any profile, who has the password in a private file."""
    cli = Cli.placed(tmp_path, monkeypatch, capfd)
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text(f"{PASSWORD}\n")
    return cli


def sign_in(server: Served, *more: str, name: str = "mine-admin") -> list[str]:
    return ["login", "--server", server.url, "--name", name, "--password-file", "password", *more]


def test_login_keeps_a_key_and_no_password(outside: Cli, server: Served) -> None:
    said = outside(*sign_in(server))
    assert (said.code, said.err) == (0, "")
    path = outside.directory / "home" / ".config" / "headframe" / "cli.json"
    assert f"is kept in {path}" in said.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = read_profile(path).api_key
    assert key.startswith("hf_")
    assert key not in said.out
    assert PASSWORD not in path.read_text()
    assert outside("devices", "list").code == 0
    assert outside("sites", "add", "by-login").code == 0


def test_a_key_may_do_less_than_its_person(outside: Cli, server: Served) -> None:
    told = outside.json(*sign_in(server, "--role", "viewer"))
    assert told["role"] == "viewer"
    assert outside("sites", "add", "other").code == 4


def test_who_may_not_issue_keys_is_told_whom_to_ask(outside: Cli, server: Served) -> None:
    said = outside(*sign_in(server, "--role", "admin", name="mine-viewer"))
    assert (said.code, "[not_permitted]" in said.err) == (4, True)
    assert "Ask an admin for an API key" in said.err
    assert not (outside.directory / "home").exists()


def test_a_wrong_password_changes_nothing(outside: Cli, server: Served) -> None:
    assert outside(*sign_in(server)).code == 0
    before = (outside.directory / "home" / ".config" / "headframe" / "cli.json").read_bytes()
    (outside.directory / "password").write_text("wrong\n")
    said = outside(*sign_in(server))
    assert (said.code, said.err) == (
        4,
        "headframe: [sign_in_failed] Wrong name or password\n  Check both, and try again.\n",
    )
    assert (outside.directory / "home" / ".config" / "headframe" / "cli.json").read_bytes() == before


def test_a_password_is_not_taken_from_a_pipe_or_an_open_file(outside: Cli, server: Served) -> None:
    said = outside("login", "--server", server.url, "--name", "mine-admin")
    assert (said.code, "[invalid_usage] no password was given" in said.err) == (2, True)
    (outside.directory / "password").chmod(0o644)
    said = outside(*sign_in(server))
    assert (said.code, "[file_unusable]" in said.err) == (2, True)


def test_without_a_key_the_way_in_is_told(outside: Cli, server: Served) -> None:
    said = outside("devices", "list", "--server", server.url)
    assert (said.code, said.err.splitlines()[0]) == (4, "headframe: [not_signed_in] Sign-in needed")


def test_a_server_that_is_not_there(outside: Cli) -> None:
    said = outside("devices", "list", "--server", f"http://127.0.0.1:{free_port()}", "--json")
    assert said.code == 3
    error = json.loads(said.err)["error"]
    assert (error["code"], error["action"]) == (
        "server_unreachable",
        "Start it, or name another with --server.",
    )


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"],
)
def test_a_server_of_another_kind(outside: Cli, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer_once, args=(listener, answer))
        thread.start()
        port = listener.getsockname()[1]
        said = outside("nodes", "list", "--server", f"http://127.0.0.1:{port}")
        thread.join()
    assert said.code == 1
    assert said.err.startswith("headframe: [unexpected_answer] ")
    assert "Is this address a Headframe server's?" in said.err


def answer_once(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer)
