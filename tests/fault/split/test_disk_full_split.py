"""A full disk under the node alone, or under the server alone."""

from pathlib import Path

import pytest

from headframe.cli.errors import CliError
from tests.fault.ledger import Ledger
from tests.fault.split.orders import check
from tests.support.simulated import SimFleet
from tests.support.small_disk import SEES_TESTS, fill, need_small_disks, on_small_disk, seen_from_outside
from tests.support.split import SplitSystem
from tests.support.waiting import until

DISK_MIB = 24
MIX = "bitaxe-gamma:3"
LOOK_SECONDS = 90.0
SLOW_SECONDS = 5.0
"""Of a command that is in flight while the disk fills up."""
VICTIM = "tests.support.split_victim"

pytestmark = pytest.mark.timeout(400)


def test_a_full_node_refuses_keeps_what_it_measured_and_recovers(tmp_path: Path) -> None:
    need_small_disks()
    fleet = SimFleet(MIX, tmp_path)
    system = SplitSystem(tmp_path, node={"forked": False})
    (node,) = system.nodes
    try:
        system.server.start()
        node.enroll()
        command = on_small_disk(node.state_dir, DISK_MIB, VICTIM)
        node.start(command=command, environment=SEES_TESTS | node.recording)
        system.bring_in(fleet)
        ledger = Ledger(system.server, fleet, [])
        assert node.program is not None
        ballast = seen_from_outside(node.program.pid, node.state_dir) / "ballast"
        in_flight = _in_flight(ledger)
        fill(ballast)
        _refused_by_node(ledger)
        system.line.cut()
        until(lambda: "outcome_not_journaled" in node.errors(), seconds=LOOK_SECONDS)
        system.line.mend()
        until(lambda: node.sessions_ended() > 0)
        system.all_connected()
        assert system.server.finished(in_flight)["counts"] == {"SUCCEEDED": 1}
        ballast.unlink()
        for address in fleet.addresses():
            fleet.mend(address)
        _works_again(ledger)
        assert node.program.running
        check(ledger)
        succeeded = {each for each, state in ledger.outcomes.items() if state == "SUCCEEDED"}
        audited = until(system.server.audited, lambda found: succeeded <= set(found))
        assert len(audited) == len(set(audited)), "each once"
        system.all_stored()
        assert "Traceback" not in node.errors(), node.errors()[-3000:]
    finally:
        system.close()
        fleet.stop()


def test_a_full_server_refuses_loses_nothing_and_recovers(tmp_path: Path) -> None:
    need_small_disks()
    mount = tmp_path / "small"
    mount.mkdir()
    fleet = SimFleet(MIX, tmp_path)
    options = ["--database", f"sqlite:///{mount / 'database'}"]
    system = SplitSystem(tmp_path, server={"forked": False, "options": options})
    try:
        system.server.start(command=on_small_disk(mount, DISK_MIB), environment=SEES_TESTS)
        node = system.nodes[0]
        node.enroll()
        node.start_recording()
        system.bring_in(fleet)
        ledger = Ledger(system.server, fleet, system.journals)
        ledger.batches.append(system.server.issue("REBOOT"))
        assert system.server.program is not None
        ballast = seen_from_outside(system.server.program.pid, mount) / "ballast"
        check(ledger)
        fill(ballast)
        until(lambda: _refusal(ledger), lambda code: code == "storage_full", seconds=LOOK_SECONDS)
        taken = len(node.taken())
        until(lambda: len(node.taken()), lambda count: count > taken)  # it goes on measuring
        ballast.unlink()
        until(lambda: _refusal(ledger), lambda code: not code, seconds=LOOK_SECONDS)
        system.all_connected()
        check(ledger)
        system.all_stored()
        for each in (node, system.server):
            assert "Traceback" not in each.errors(), each.errors()[-3000:]
    finally:
        system.close()
        fleet.stop()


def _in_flight(ledger: Ledger) -> str:
    """A reboot that takes its time, begun while there is room; its batch."""
    slow = ledger.system.devices()[0]
    ledger.fleet.break_miner(slow["address"], "slow", delay_seconds=SLOW_SECONDS)
    batch_id = ledger.system.issue("REBOOT", [slow["id"]])
    ledger.batches.append(batch_id)
    until(lambda: ledger.system.commands(batch_id)[0]["state"] == "RUNNING")
    return batch_id


def _refused_by_node(ledger: Ledger) -> None:
    """Order until the node refuses for want of room: its journal's log is written over before it grows."""
    others = [device["id"] for device in ledger.system.devices()[1:]]

    def refused() -> bool:
        batch_id = ledger.system.issue("BLINK_LED", others, on=True)
        ledger.batches.append(batch_id)
        ledger.system.finished(batch_id)
        problems = [command["problem"] for command in ledger.system.commands(batch_id)]
        return all(problem and problem["code"] == "storage_full" for problem in problems)

    until(refused, seconds=LOOK_SECONDS)


def _works_again(ledger: Ledger) -> None:
    def works() -> bool:
        batch_id = ledger.system.issue("BLINK_LED", on=True)
        ledger.batches.append(batch_id)
        return bool(ledger.system.finished(batch_id)["counts"] == {"SUCCEEDED": ledger.fleet.count})

    until(works, seconds=LOOK_SECONDS)


def _refusal(ledger: Ledger) -> str:
    """What an order is refused with; nothing where it is taken."""
    device_id = ledger.system.devices()[0]["id"]
    try:
        ledger.system.api.patch(f"/devices/{device_id}", {"name": "x" * 100})
        ledger.batches.append(ledger.system.issue("BLINK_LED", on=True))
    except CliError as error:
        return error.code
    return ""
