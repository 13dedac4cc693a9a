"""A fleet of simulated miners in a process of its own, and the true state of each."""

import itertools
import json
import os
from pathlib import Path
from typing import Any

import httpx

from tests.support.programs import Program
from tests.support.waiting import until

PORT_OFFSET = 10_000
DRIVER_PORTS = {
    "antminer.api": 14028,
    "antminer.web": 10080,
    "whatsminer.api": 14028,
    "whatsminer.api_v3": 14433,
    "axeos.web": 10080,
    "proto_rig.web": 10080,
}
"""Ports that drivers scan to find such a fleet."""
_blocks = itertools.count(1)


def loopback_block() -> str:
    """`127.A.B`, for this process and this call alone."""
    return f"127.{30 + os.getpid() % 60}.{next(_blocks) % 250}"


class SimFleet:
    """`headframe.minersim` on addresses counting up from `BLOCK.FIRST`."""

    def __init__(
        self,
        mix: str,
        directory: Path,
        *,
        block: str | None = None,
        first: int = 1,
        reboot_seconds: float = 0.3,
        seed: int = 1,
    ) -> None:
        self.mix, self.directory, self.seed = mix, directory, seed
        self.block = block or loopback_block()
        self.reboot_seconds = reboot_seconds
        self.first = first
        self.count = sum(int(part.rpartition(":")[2]) for part in mix.split(","))
        self.start()

    @property
    def targets(self) -> str:
        """The range to scan."""
        return f"{self.block}.{self.first}-{self.block}.{self.first + self.count - 1}"

    def start(self, *, first: int | None = None) -> None:
        """Start it, perhaps at other addresses: the same miners, moved."""
        self.first = first or self.first
        name = f"sim-{self.block}-{next(_blocks)}"
        command = ["headframe.minersim", "--models", self.mix, "--bind-base", f"{self.block}.{self.first}"]
        command += ["--port-offset", str(PORT_OFFSET), "--control", "127.0.0.1:0", "--json"]
        command += ["--seed", str(self.seed), "--reboot-seconds", str(self.reboot_seconds)]
        self.program = Program(name, command, self.directory)
        report = json.loads(
            until(lambda: self.program.out.read_text() if self.program.running else "", lambda t: "\n" in t)
        )
        self._http = httpx.Client(base_url=report["control"], timeout=10.0)

    def stop(self) -> None:
        """End it at once."""
        self._http.close()
        if self.program.running:
            self.program.kill()

    def miners(self) -> list[dict[str, Any]]:
        """The true state of all, by address."""
        return list(self._ask("GET", "/miners"))

    def miner(self, address: str) -> dict[str, Any]:
        """The true state of one."""
        return dict(self._ask("GET", f"/miners/{address}"))

    def addresses(self) -> list[str]:
        """Where they are."""
        return [miner["address"] for miner in self._ask("GET", "/miners?brief=1")]

    def received(self, address: str, name: str) -> int:
        """How many commands of that name the miner at an address accepted."""
        return sum(1 for each in self._ask("GET", f"/miners/{address}/commands") if each["name"] == name)

    def break_miner(self, address: str, kind: str, **parameters: float) -> None:
        """Inject a fault of the simulator's menu."""
        self._ask("POST", f"/miners/{address}/faults", json={"kind": kind, **parameters})

    def mend(self, address: str) -> None:
        """Clear all its faults."""
        self._ask("DELETE", f"/miners/{address}/faults")

    def _ask(self, method: str, path: str, **arguments: Any) -> Any:
        return self._http.request(method, path, **arguments).raise_for_status().json()
