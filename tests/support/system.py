"""The whole system as processes: `headframe combined`, simulated miners, and a client of its API."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from headframe.cli.client import Body, Client
from headframe.cli.errors import CliError
from headframe.kit.files import UnsafeFileError
from headframe.kit.profile import Profile, read_profile
from tests.support.forked import ForkedProgram
from tests.support.programs import STOP_SECONDS, Program, free_port
from tests.support.simulated import DRIVER_PORTS, SimFleet
from tests.support.waiting import until

START_SECONDS = 60.0
WORK_SECONDS = 60.0
DATABASE = os.environ.get("HEADFRAME_FAULT_DATABASE", "")
"""Another database than the embedded one, to run the same tests on."""

PLAIN = ("headframe",)
FINAL = {"SUCCEEDED", "FAILED", "REJECTED", "EXPIRED", "SUPERSEDED", "OUTCOME_UNKNOWN"}
ALL_DRIVERS = ("antminer", "asicrs", "axeos", "proto_rig", "virtual", "whatsminer")


class Combined:
    """`headframe combined` with a state directory and a working directory of its own.

    It can be started again after it ended, and finds what it kept. `command` is what runs in place of the
    plain program; `environment` is added to each process. `forked` saves the time of importing.
    """

    def __init__(
        self,
        directory: Path,
        *,
        drivers: Sequence[str] = ("antminer", "axeos", "whatsminer"),
        options: Sequence[str] = (),
        database: str | None = None,
        state_dir: Path | None = None,
        poll_seconds: float = 1.0,
        forked: bool = True,
    ) -> None:
        self.directory = directory
        self.state_dir = state_dir or directory / "state"
        self.port = free_port()
        self.program: Program | ForkedProgram | None = None
        self._make = ForkedProgram if forked else Program
        self.api: Client = Client(Profile(self.url, ""))
        self._options = [*options, *_driver_options(drivers), "--poll-seconds", str(poll_seconds)]
        if chosen := database if database is not None else DATABASE:
            self._options += ["--database", chosen]

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def profile(self) -> Path:
        """What the program writes for the command line."""
        return self.directory / ".headframe" / "cli.json"

    def launch(
        self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None
    ) -> Program | ForkedProgram:
        """Start the process, without waiting for anything."""
        line = [*command, "combined", "--state-dir", str(self.state_dir), "--port", str(self.port)]
        self.program = self._make(
            "combined", [*line, "--allow-loopback", *self._options], self.directory, environment=environment
        )
        return self.program

    def start(self, *, command: Sequence[str] = PLAIN, environment: dict[str, str] | None = None) -> None:
        """Start it and wait until its API answers with the node connected."""
        program = self.launch(command=command, environment=environment)
        until(lambda: not program.running or self._connected(), seconds=START_SECONDS)
        assert program.running, f"it ended: {program.errors()[-2000:]}"

    def kill(self) -> None:
        """SIGKILL."""
        assert self.program is not None
        self.program.kill()

    def close(self) -> None:
        """End it however it is."""
        self.api._http.close()
        if self.program and self.program.running:
            family = self.program.family()
            self.program.kill()
            psutil.wait_procs(family, STOP_SECONDS)

    def program_family(self) -> list[psutil.Process]:
        """The processes it has started: its plugins."""
        assert self.program is not None
        return self.program.family()

    def _connected(self) -> bool:
        try:
            profile = read_profile(self.profile)
            if profile.server != self.url:
                return False
            self.api._http.close()
            self.api = Client(profile)
            return self.node()["connected"] is True
        except (FileNotFoundError, ValueError, UnsafeFileError, CliError, IndexError):
            return False

    # What is asked of it

    def node(self) -> Body:
        """Its only node."""
        return self.api.get_list("/nodes")[0]

    def plugin(self, driver: str) -> Body:
        """One plugin, as the API shows it."""
        return next(each for each in self.node()["plugins"] if each["driver"] == driver)

    def discover(self, *targets: str) -> Body:
        """Scan, and wait for the end."""
        started = self.api.post("/discoveries", {"targets": list(targets)})
        return until(
            lambda: self.api.get(f"/discoveries/{started['id']}"),
            lambda found: found["state"] not in ("RUNNING", "CANCELLING"),
            seconds=WORK_SECONDS,
        )

    def pair(self, selector: Body | None = None, *logins: Body, try_defaults: bool = True) -> Body:
        """Pair what a selector names, all without; wait for the outcomes; the batch."""
        started = self.api.post(
            "/pair",
            {
                "selector": selector or {"filter": ""},
                "try_defaults": try_defaults,
                "credentials": list(logins),
            },
        )
        return self.finished(started["batch_id"])

    def bring_in(self, fleet: SimFleet) -> list[Body]:
        """Discover and pair a fleet; its devices once each has reported."""
        found = self.discover(fleet.targets)
        assert found["state"] == "FINISHED", found
        assert found["devices_found"] == fleet.count, found
        batch = self.pair({"filter": "pairing:unpaired"})
        assert batch["counts"] == {"SUCCEEDED": fleet.count}, self.commands(batch["id"])
        return until(
            self.devices,
            lambda devices: all(device["last_report_ms"] for device in devices),
            seconds=WORK_SECONDS,
        )

    def devices(self, filter_text: str = "") -> list[Body]:
        """Rows of devices."""
        return self.api.rows("/devices", "devices", filter=filter_text)

    def device_at(self, address: str) -> Body:
        """The device at an address."""
        return next(device for device in self.devices() if device["address"] == address)

    def issue(self, kind: str, ids: Sequence[int] | None = None, **values: Any) -> str:
        """Order something of devices, of all without ids; the batch's id."""
        selector: Body = {"filter": ""} if ids is None else {"ids": list(ids)}
        issued = self.api.post("/commands", {"selector": selector, "command": {"kind": kind, **values}})
        return str(issued["batch"]["id"])

    def finished(self, batch_id: str, *, seconds: float = WORK_SECONDS) -> Body:
        """A batch, once all its commands have their outcome."""
        return until(
            lambda: self.api.get(f"/batches/{batch_id}"), lambda batch: batch["finished"], seconds=seconds
        )

    def commands(self, batch_id: str) -> list[Body]:
        """The commands of a batch."""
        return self.api.rows(f"/batches/{batch_id}/commands", "commands")

    def outcome(self, kind: str, device_id: int, *, seconds: float = WORK_SECONDS, **values: Any) -> Body:
        """Order something of one device; the command once it has ended."""
        batch_id = self.issue(kind, [device_id], **values)
        self.finished(batch_id, seconds=seconds)
        return self.commands(batch_id)[0]

    def activity(self, verb: str = "") -> list[Body]:
        """The whole activity log, newest first."""
        entries: list[Body] = []
        before: int | None = None
        while True:
            page = self.api.get("/activity", verb_prefix=verb, before_id=before, limit=200)
            entries += page["entries"]
            before = page["next_before_id"]
            if before is None:
                return entries


@contextmanager
def running_system(
    directory: Path, mix: str, *, fleet: dict[str, Any] | None = None, **combined: Any
) -> Iterator[tuple[Combined, SimFleet]]:
    """A combined process that has discovered and paired a simulated fleet."""
    miners = SimFleet(mix, directory, **(fleet or {}))
    system = Combined(directory, **combined)
    try:
        system.start()
        system.bring_in(miners)
        yield system, miners
    finally:
        system.close()
        miners.stop()


def _driver_options(drivers: Sequence[str]) -> list[str]:
    options: list[str] = []
    for driver in ALL_DRIVERS:
        if driver not in drivers:
            options += ["--without-driver", driver]
    for name, port in DRIVER_PORTS.items():
        options += ["--driver-port", f"{name}={port}"]
    return options
