"""kill -9 of an enrolling node, and of its server, at every point: the words stay, and it ends enrolled."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headframe.cli.client import Body, Client
from headframe.cli.errors import CliError
from headframe.kit.files import UnsafeFileError, write_private
from headframe.kit.profile import read_profile
from headframe.node.enrollment.enrolled import Installation
from tests.support.programs import Program, free_port
from tests.support.waiting import until

START_SECONDS = 60.0
LIVES_SECONDS = (0.3, 0.8, 1.2, 1.6, 2.0)
"""From before the first import to well behind the registration, on a fast machine and on a slow one."""


class Server:
    """`headframe server` with a certificate of its own."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self.directory = directory
        self.url = f"https://127.0.0.1:{free_port()}"
        self.program: Program | None = None
        self.api: Client | None = None

    def start(self) -> None:
        port = self.url.rpartition(":")[2]
        options = ["--state-dir", "state", "--port", port, "--development-tls", "--log-level", "warning"]
        program = Program("server", ["headframe", "server", *options], self.directory)
        self.program = program
        until(lambda: not program.running or self._answers(), seconds=START_SECONDS)
        assert program.running, program.errors()[-2000:]

    def kill(self) -> None:
        assert self.program is not None
        self.program.kill()
        self._forget_api()

    def _forget_api(self) -> None:
        if self.api is not None:
            self.api.__exit__(None, None, None)
            self.api = None

    def _answers(self) -> bool:
        self._forget_api()
        try:
            self.api = Client(read_profile(self.directory / ".headframe" / "cli.json"))
            self.api.get_list("/enrollments")
        except (FileNotFoundError, ValueError, UnsafeFileError, CliError):
            return False
        return True

    def enrollments(self) -> list[Body]:
        assert self.api is not None
        return self.api.get_list("/enrollments")

    def post(self, path: str, body: Body | None = None) -> Body:
        assert self.api is not None
        return self.api.post(path, body or {})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "server")
    server.start()
    yield server
    if server.program and server.program.running:
        server.kill()


class Node:
    """`headframe node enroll`, started again and again."""

    def __init__(self, directory: Path, server: Server) -> None:
        directory.mkdir()
        self.directory, self.server = directory, server
        code = server.post("/enrollment-codes")
        write_private(directory / "code", code["code"].encode())
        (directory / "ca.pem").write_text(code["authority_pem"])

    def start(self) -> Program:
        (self.directory / "enroll.out").unlink(missing_ok=True)
        options = ["--server", self.server.url, "--ca", "ca.pem", "--code-file", "code", "--name", "hall-1"]
        return Program(
            "enroll", ["headframe", "node", "enroll", *options, "--state-dir", "state"], self.directory
        )

    def said(self) -> list[str]:
        return (self.directory / "enroll.out").read_text().splitlines()

    def words(self) -> list[str]:
        """What it shows of its keys, so far: two rows of words and the fingerprint's code."""
        shown = [line.strip() for line in self.said() if line.startswith("    ") and "headframe" not in line]
        return shown[:3]  # the local admin's credential may follow


def killed_after(node: Node, seconds: float) -> None:
    """One life, however far it comes in that time."""
    program = node.start()
    time.sleep(seconds)  # a life of that length, not a wait for something
    program.kill()


@pytest.mark.timeout(400)
def test_a_node_killed_anywhere_ends_enrolled_under_the_same_words(server: Server, tmp_path: Path) -> None:
    node = Node(tmp_path / "node", server)
    for seconds in LIVES_SECONDS:
        killed_after(node, seconds)
    program = node.start()
    until(lambda: len(node.words()) == 3 or not program.running, seconds=START_SECONDS)
    assert program.running, program.errors()
    shown = node.words()
    server.kill()
    until(lambda: any("asking again" in line for line in node.said()), seconds=START_SECONDS)
    server.start()
    (enrollment,) = server.enrollments()
    program.kill()
    approved = server.post(f"/enrollments/{enrollment['id']}/approve", {"words": " ".join(shown[:2])})
    for seconds in LIVES_SECONDS:
        if not (node.directory / "state" / "node.json").exists():
            killed_after(node, seconds)
    if not (node.directory / "state" / "node.json").exists():
        assert node.start().ended(START_SECONDS) == 0
        assert node.words() == shown
    installation = Installation.load(node.directory / "state")
    assert installation.enrolled.node_id == str(approved["id"])
    assert json.loads((node.directory / "state" / "node.json").read_text())["name"] == "hall-1"
    again = node.start()
    assert again.ended(START_SECONDS) == 2
    assert "enrolled" in again.errors()
