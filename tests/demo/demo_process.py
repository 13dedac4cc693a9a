"""A real `headframe demo` in a directory of its own, and the command line beside it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from headframe.cli.client import Client
from headframe.cli.errors import CliError
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import read_profile

START_SECONDS = 120.0
ASK_SECONDS = 0.1
MINERS = 60
GENEROUS_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], Any], what: str, seconds: float = START_SECONDS) -> Any:
    """The first true answer of `condition`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(ASK_SECONDS)
    raise AssertionError(f"no {what} within {seconds:.0f} s")


def environment() -> dict[str, str]:
    """Ours, without what points to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HEADFRAME_")}


@dataclass
class Demo:
    """One directory, its ports, and the demonstration that runs in it."""

    directory: Path
    port: int = field(default_factory=free_port)
    control: int = field(default_factory=free_port)
    first_address: str = field(default_factory=lambda: f"127.{40 + os.getpid() % 100}.{os.getpid() % 250}.1")
    process: "subprocess.Popen[str] | None" = None
    family: list[psutil.Process] = field(default_factory=list)

    def command(self, *options: str) -> list[str]:
        ports = ["--port", str(self.port), "--sim-control", f"127.0.0.1:{self.control}"]
        return [sys.executable, "-m", "headframe", "demo", *ports, "--poll-seconds", "2", *options]

    @contextmanager
    def running(self, *options: str) -> Iterator[None]:
        """The demonstration, for as long as the block; what is left of it then is killed."""
        with (self.directory / "demo.out").open("wb") as output:
            self.process = subprocess.Popen(
                self.command(*options),
                cwd=self.directory,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        try:
            yield
        finally:
            self.note_family()
            for member in [member for member in self.family if is_alive(member)]:
                member.kill()
            self.process.wait(GENEROUS_SECONDS)

    def note_family(self) -> list[psutil.Process]:
        """All processes that it started so far."""
        assert self.process
        if self.process.poll() is None:
            root = psutil.Process(self.process.pid)
            self.family = list({*self.family, root, *root.children(recursive=True)})
        return self.family

    def end(self, number: int) -> float:
        """Signal it, and wait until it ended; how many seconds that took."""
        assert self.process
        self.note_family()
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(GENEROUS_SECONDS)
        return time.monotonic() - began

    def alive(self) -> list[psutil.Process]:
        """Processes of it that run. The dead whom nobody has buried yet do not count."""
        return [member for member in self.family if is_alive(member)]

    def summary(self) -> dict[str, Any]:
        """The fleet as the server sums it up; empty as long as it cannot be asked."""
        assert self.process
        assert self.process.poll() is None, self.output()
        try:
            with Client(read_profile(self.directory / ".headframe" / "cli.json")) as client:
                return client.get("/devices/summary")
        except (OSError, CliError, UnsafeFileError):
            return {}

    def hashing(self, count: int) -> bool:
        return bool(self.summary().get("by_status", {}).get("HASHING", 0) == count)

    def output(self) -> str:
        return (self.directory / "demo.out").read_text()

    def cli(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """One command, as a person in the same directory would type it."""
        return subprocess.run(
            [sys.executable, "-m", "headframe", *arguments],
            cwd=self.directory,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=GENEROUS_SECONDS * 2,
            check=False,
        )

    def answer(self, *arguments: str) -> Any:
        """What a command tells as JSON."""
        done = self.cli(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(self, path: str, **query: object) -> dict[str, Any]:
        """The API's answer, where only the state counts and not the command line."""
        with Client(read_profile(self.directory / ".headframe" / "cli.json")) as client:
            return client.get(path, **query)

    def truth(self) -> list[dict[str, Any]]:
        """What the simulated miners really do, by their own word."""
        answer = httpx.get(f"http://127.0.0.1:{self.control}/miners", trust_env=False)
        miners: list[dict[str, Any]] = answer.raise_for_status().json()
        return miners


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ask_miner(address: str, port: int, command: str) -> dict[str, Any]:
    """A cgminer API's answer, from the miner's own socket."""
    with socket.create_connection((address, port), GENEROUS_SECONDS) as connection:
        connection.sendall(json.dumps({"command": command}).encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    answer: dict[str, Any] = json.loads(received.rstrip(b"\x00"))
    return answer
