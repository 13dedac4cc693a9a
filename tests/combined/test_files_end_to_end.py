"""Firmware and logs from the command line to miners and back, through a real server, node and drivers."""

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.simulated import SimFleet, loopback_block
from tests.support.system import Combined, running_system
from tests.support.waiting import until

COMMAND_SECONDS = 60.0
VIRTUAL_PORT = 14028
IMAGE = b"an image of a firmware " * 100_000


def headframe(directory: Path, *arguments: str) -> Any:
    """The program as people run it; its answer as JSON."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEADFRAME_")}
    done = subprocess.run(
        [sys.executable, "-m", "headframe", *arguments, "--json"],
        cwd=directory,
        env=own,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def virtual_miners(directory: Path, count: int) -> Iterator[Combined]:
    """A combined process that has paired imaginary miners. Each needs an open port to be found by."""
    block = loopback_block()
    ports = [socket.create_server((f"{block}.{number}", VIRTUAL_PORT)) for number in range(1, count + 1)]
    system = Combined(directory, drivers=("virtual",))
    try:
        system.start()
        found = system.discover(f"{block}.1-{block}.{count}")
        assert found["devices_found"] == count, found
        batch = system.pair()
        assert batch["counts"] == {"SUCCEEDED": count}, system.commands(batch["id"])
        yield system
    finally:
        system.close()
        for port in ports:
            port.close()


def test_an_image_goes_from_a_disk_onto_miners(tmp_path: Path) -> None:
    with virtual_miners(tmp_path, 2) as system:
        image = tmp_path / "new firmware.bin"
        image.write_bytes(IMAGE)
        order = (
            "commands",
            "firmware",
            "--file",
            str(image),
            "--version",
            "9.9.9",
            "--filter",
            "make:virtual",
        )
        assert headframe(tmp_path, *order, "--dry-run")["preview"]["can"] == 2
        assert system.api.get("/artifacts")["total"] == 0
        done = headframe(tmp_path, *order, "--wait", "--yes")
        assert done["batch"]["counts"] == {"SUCCEEDED": 2}, system.commands(done["batch"]["id"])
        (kept,) = system.api.get("/artifacts")["artifacts"]
        assert (kept["kind"], kept["name"]) == ("firmware", "new firmware.bin")
        assert kept["sha256"] == hashlib.sha256(IMAGE).hexdigest()
        assert b"".join(system.api.stream(f"/artifacts/{kept['id']}/content")) == IMAGE
        until(
            system.devices,
            lambda devices: {device["firmware"] for device in devices} == {"9.9.9"},
            seconds=COMMAND_SECONDS,
        )
        headframe(tmp_path, *order, "--wait", "--yes")
        assert system.api.get("/artifacts")["total"] == 1, "the same image is not kept twice"


def test_logs_of_miners_come_into_a_directory(tmp_path: Path) -> None:
    fleet_size = 2
    with running_system(tmp_path, f"antminer-s19:{fleet_size}", drivers=("antminer",)) as (system, fleet):
        done = headframe(tmp_path, "commands", "logs", "--all", "--yes", "--wait", "--output", "logs/today")
        assert done["batch"]["counts"] == {"SUCCEEDED": fleet_size}
        saved = sorted((tmp_path / "logs" / "today").iterdir())
        assert sorted(tmp_path / name for name in done["files"]) == saved
        kept = system.api.get("/artifacts", kind="log")["artifacts"]
        assert {each["device_id"] for each in kept} == {each["id"] for each in system.devices()}
        assert {each["created_by"]["type"] for each in kept} == {"API_KEY"}
        for path in saved:
            assert path.suffix == ".log"
            assert b"==> antminer.log <==" in path.read_bytes()
        assert sorted(path.stat().st_size for path in saved) == sorted(each["size_bytes"] for each in kept)
        assert isinstance(fleet, SimFleet)
