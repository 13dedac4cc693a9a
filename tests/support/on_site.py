"""A node's local UI as somebody on site asks it: over TLS, with the password from the node's console."""

import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from headframe.node.local.credential import NAME
from tests.support.forked import ForkedProgram
from tests.support.line import Line
from tests.support.programs import free_port
from tests.support.simulated import SimFleet
from tests.support.split import Node, Server
from tests.support.system import PLAIN, START_SECONDS, driver_options
from tests.support.waiting import until

_PASSWORD = re.compile(r"password +([a-z2-9]{5}(?:-[a-z2-9]{5}){4})")
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2}){31}")


def shown_password(text: str) -> str:
    """The local password that a console shows; empty where it shows none."""
    found = _PASSWORD.search(text)
    return found.group(1) if found else ""


def shown_fingerprint(text: str) -> str:
    """The certificate's fingerprint that a console shows; empty where it shows none."""
    found = _FINGERPRINT.search(text)
    return found.group(0) if found else ""


def console(words: list[str], state_dir: Path, directory: Path) -> tuple[int, str]:
    """Run `headframe node ...` on the node's host; its exit code and what it showed."""
    name = f"console-{free_port()}"
    program = ForkedProgram(name, [*PLAIN, "node", *words, "--state-dir", str(state_dir)], directory)
    code = program.ended(START_SECONDS)
    return code, program.out.read_text()


class OnSite:
    """A client of one local UI. Its certificate is nobody's but the node's own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"https://127.0.0.1:{port}"
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self.http = httpx.Client(base_url=f"{self.url}/api/v1", verify=trusting, timeout=10.0)

    def close(self) -> None:
        """Close its connections."""
        self.http.close()

    def answers(self) -> bool:
        """Whether the local UI is served."""
        try:
            return bool(self.http.get("/bootstrap").json()["mode"] == "node")
        except httpx.TransportError:
            return False

    def sign_in(self, password: str) -> None:
        """Wait for the UI, and sign in."""
        until(self.answers, seconds=START_SECONDS)
        answer = self.http.post("/sign-in", json={"name": NAME, "password": password})
        assert answer.status_code == 200, answer.text
        self.http.headers["x-csrf-token"] = answer.json()["csrf_token"]

    def get(self, path: str, **parameters: Any) -> Any:
        """What it answers."""
        answer = self.http.get(path, params=parameters)
        assert answer.is_success, answer.text
        return answer.json()

    def standing(self) -> dict[str, Any]:
        """How the node stands with its server."""
        return dict(self.get("/local"))

    def devices(self) -> list[dict[str, Any]]:
        """Its miners."""
        return list(self.get("/devices", limit=500)["devices"])

    def act(self, command: dict[str, Any], selector: dict[str, Any], *, seconds: float) -> dict[str, Any]:
        """Do something to miners, and wait for every outcome."""
        answer = self.http.post("/commands", json={"selector": selector, "command": command})
        assert answer.status_code == 202, answer.text
        batch_id = answer.json()["batch"]["id"]
        return until(
            lambda: dict(self.get(f"/batches/{batch_id}")), lambda batch: batch["finished"], seconds=seconds
        )


@dataclass
class Hall:
    """A server, the line to its node, that node with miners, and somebody beside them."""

    server: Server
    line: Line
    node: Node
    miners: SimFleet
    local: OnSite

    @property
    def console(self) -> str:
        """What the node's console showed at its enrollment."""
        return (self.node.directory / "enroll.out").read_text()

    @property
    def password(self) -> str:
        """The local password that stood there."""
        return shown_password(self.console)

    def mining(self) -> int:
        """How many miners truly mine."""
        return sum(bool(miner["mining"]) for miner in self.miners.miners())

    def bring_in(self) -> None:
        """Have the node find its miners and log in to them."""
        count = self.miners.count
        assert self.server.discover(self.miners.targets, node_id=self.node.id)["devices_found"] == count
        paired = self.server.pair({"filter": "pairing:unpaired"}, node_id=self.node.id)
        assert paired["counts"] == {"SUCCEEDED": count}


@contextmanager
def running_hall(
    directory: Path, mix: str, *drivers: str, server_options: Sequence[str] = ()
) -> Iterator[Hall]:
    """Server and node as processes, the node let in and connected."""
    port, local = free_port(), OnSite(free_port())
    line = Line(port)
    server = Server(directory / "server", port=port, node_port=line.port, options=server_options)
    options = [*driver_options(drivers), "--poll-seconds", "1", "--local-ui", f"127.0.0.1:{local.port}"]
    node = Node("hall-1", directory / "hall-1", server, options=options)
    miners = SimFleet(mix, directory)
    try:
        server.start()
        node.enroll()
        node.start()
        yield Hall(server, line, node, miners, local)
    finally:
        node.close()
        server.close()
        line.close()
        miners.stop()
        local.close()
