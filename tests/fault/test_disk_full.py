"""A full disk, made real by a small tmpfs in a mount namespace of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headframe.cli.client import Body
from headframe.cli.errors import CliError
from tests.support.simulated import SimFleet
from tests.support.small_disk import SEES_TESTS, fill, need_small_disks, on_small_disk, seen_from_outside
from tests.support.system import Combined
from tests.support.waiting import until

TMPFS_MIB = 24
FULL = {"storage_full"}


@contextmanager
def _on_small_disk(
    directory: Path, mount: Path, state_dir: Path
) -> Iterator[tuple[Combined, SimFleet, Path]]:
    """A system with a small tmpfs at `mount`; the path leads there from outside the namespace."""
    need_small_disks()
    fleet = SimFleet("bitaxe-gamma:3", directory)
    system = Combined(directory, drivers=["axeos"], state_dir=state_dir, forked=False)
    try:
        system.start(command=on_small_disk(mount, TMPFS_MIB), environment=SEES_TESTS)
        system.bring_in(fleet)
        assert system.program is not None
        yield system, fleet, seen_from_outside(system.program.pid, mount)
    finally:
        system.close()
        fleet.stop()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Combined, SimFleet, Path]]:
    """Everything on the small disk."""
    mount = tmp_path / "small"
    mount.mkdir()
    with _on_small_disk(tmp_path, mount, mount / "state") as system:
        yield system


@pytest.fixture
def small_node(tmp_path: Path) -> Iterator[tuple[Combined, SimFleet, Path]]:
    """Only the node's half, with its journal, on the small disk."""
    mount = tmp_path / "state" / "node"
    mount.parent.mkdir(mode=0o700)
    mount.mkdir(mode=0o700)
    with _on_small_disk(tmp_path, mount, mount.parent) as system:
        yield system


def test_a_node_with_a_full_journal_refuses_and_executes_nothing(
    small_node: tuple[Combined, SimFleet, Path],
) -> None:
    system, fleet, disk = small_node
    device = system.devices()[0]
    commands: list[Body] = []
    ballast = disk / "ballast"
    fill(ballast)

    def refused() -> bool:
        commands.append(system.outcome("BLINK_LED", device["id"], on=True))
        return bool(commands[-1]["state"] == "REJECTED")

    until(refused, seconds=60.0)  # the journal's log is written over before it has to grow
    assert commands[-1]["problem"]["code"] == "storage_full"
    rebooted = system.outcome("REBOOT", device["id"])
    assert (rebooted["state"], rebooted["problem"]["code"]) == ("REJECTED", "storage_full")
    assert fleet.received(device["address"], "reboot") == 0
    executed = [command for command in commands if command["state"] != "REJECTED"]
    assert fleet.received(device["address"], "set_led") <= len(executed)
    ballast.unlink()
    until(lambda: system.outcome("REBOOT", device["id"])["state"], lambda state: state == "SUCCEEDED")
    assert fleet.received(device["address"], "reboot") == 1
    wanted = {command["id"] for command in executed if command["state"] == "SUCCEEDED"}
    audited = until(system.audited, lambda found: wanted <= set(found))
    assert len(audited) == len(set(audited)), "each once"


def test_a_full_disk_refuses_and_recovers_and_loses_nothing(small: tuple[Combined, SimFleet, Path]) -> None:
    system, fleet, disk = small
    device = system.devices()[0]
    before = [system.issue("BLINK_LED", [device["id"]], on=True)]
    system.finished(before[0])
    blinks = fleet.received(device["address"], "set_led")
    ballast = disk / "ballast"
    fill(ballast)
    code = until(lambda: _refusal(system, device["id"]), lambda code: code in FULL, seconds=60.0)
    assert code == "storage_full"
    assert system.program is not None
    assert system.program.running
    assert fleet.received(device["address"], "reboot") == 0, "refused and yet executed"
    assert fleet.received(device["address"], "set_led") == blinks
    ballast.unlink()
    done = until(
        lambda: _reboot(system, device["id"]), lambda state: state == "SUCCEEDED", seconds=60.0, every=1.0
    )
    assert done == "SUCCEEDED"
    assert system.program.running
    kept = {batch["id"] for batch in system.api.get("/batches", limit=500)["batches"]}
    assert set(before) <= kept
    newest = max(each["last_report_ms"] for each in system.devices())
    until(lambda: max(each["last_report_ms"] for each in system.devices()), lambda at: at > newest)
    assert "Traceback" not in system.program.errors(), system.program.errors()[-3000:]


def _refusal(system: Combined, device_id: int) -> str:
    """What an order is refused with while the disk is full."""
    try:
        system.api.patch(f"/devices/{device_id}", {"name": "x" * 100})
        system.issue("BLINK_LED", [device_id], on=False)
    except CliError as error:
        return error.code
    return ""


def _reboot(system: Combined, device_id: int) -> str:
    try:
        return str(system.outcome("REBOOT", device_id)["state"])
    except CliError as error:
        return error.code
