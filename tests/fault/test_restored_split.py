"""Put back from an older backup: the server's database, a node's whole state, single files of it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from headframe.cli.client import Body
from tests.fault.ledger import Ledger
from tests.support.simulated import SimFleet
from tests.support.split import Node, SplitSystem
from tests.support.system import DATABASE
from tests.support.waiting import until

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(DATABASE), reason="what is put back are SQLite's files"),
]
MIX = "bitaxe-gamma:3"
FLEET: dict[str, Any] = {"reboot_seconds": 0.2}


class World:
    """A server, a node and three miners, of which the node has the first at the time of the backup."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.fleet = SimFleet(MIX, directory, **FLEET)
        self.system = SplitSystem(directory)
        self.ledger = Ledger(self.system.server, self.fleet, self.system.journals)

    @property
    def node(self) -> Node:
        return self.system.nodes[0]

    def close(self) -> None:
        self.system.close()
        self.fleet.stop()

    def bring_in(self, *addresses: str) -> list[Body]:
        """Discover and pair; the miners at these addresses once they report."""
        server = self.system.server
        found = server.discover(*addresses)
        assert found["state"] == "FINISHED", found
        server.pair({"filter": "pairing:unpaired"})
        return until(
            lambda: [server.device_at(address) for address in addresses],
            lambda devices: all(device["last_report_ms"] for device in devices),
        )

    def accepted(self) -> int:
        """The newest command in the node's journal, by its number."""
        with closing(sqlite3.connect(self.node.journal)) as db:
            return int(db.execute("SELECT value FROM mark WHERE name = 'sequence'").fetchone()[0])

    def noted(self) -> int:
        """How far the journal was, as the node wrote it down beside its keys."""
        path = self.node.state_dir / "keys" / "sequence"
        return int(path.read_text()) if path.exists() else 0

    def order(self, device: Body, kind: str = "BLINK_LED", **values: Any) -> None:
        """Order something; it succeeds. A miner is rebooted once a minute at the most."""
        values = values or ({"on": True} if kind == "BLINK_LED" else {})
        command = self.system.server.outcome(kind, device["id"], **values)
        assert command["state"] == "SUCCEEDED", command

    def reboots(self, device: Body) -> int:
        return self.fleet.received(device["address"], "reboot")


@pytest.fixture
def world(tmp_path: Path) -> Any:
    world = World(tmp_path)
    try:
        world.system.start()
        yield world
    finally:
        world.close()


def test_attack_26_a_server_restored_from_an_older_backup_goes_on(world: World) -> None:
    """What nodes hold comes back, numbers go on, and nothing runs or is stored twice."""
    server, system = world.system.server, world.system
    first, second, third = world.fleet.addresses()
    (before,) = world.bring_in(first)
    world.order(before, "REBOOT")
    server.kill()
    database = server.state_dir / "database"
    shutil.copytree(database, world.directory / "backup")
    server.start()
    system.all_connected()
    after = world.bring_in(second)[0]
    world.order(after, "REBOOT")
    world.order(before)
    world.ledger.check_marks()
    server.kill()
    shutil.rmtree(database)
    shutil.copytree(world.directory / "backup", database)
    server.start()
    system.all_connected()
    devices = until(server.devices, lambda devices: len(devices) == 2)
    assert {(each["id"], each["address"]) for each in devices} == {
        (each["id"], each["address"]) for each in (before, after)
    }
    assert {each["node_id"] for each in devices} == {world.node.id}
    until(lambda: server.activity("node.ownership_taken_back"))
    until(lambda: server.activity("security.server_restored"))
    for device in (before, after):
        world.order(device)
    world.ledger.check_marks()
    assert (world.reboots(before), world.reboots(after)) == (1, 1), "nothing ran twice"
    (new,) = world.bring_in(third)
    assert new["id"] not in {before["id"], after["id"]}
    world.order(new)
    newest = max(server.sample_times(after["id"]), default=0)
    until(lambda: server.sample_times(after["id"]), lambda times: bool(times) and times[-1] > newest)
    system.stored()  # fails where a sample is there twice


def test_attack_22_a_node_restored_from_an_older_backup_is_held_until_people_let_it_in(
    world: World,
) -> None:
    server, node = world.system.server, world.node
    first, second, _ = world.fleet.addresses()
    (before,) = world.bring_in(first)
    world.order(before, "REBOOT")
    node.kill()
    shutil.copytree(node.state_dir, world.directory / "backup")
    node.start_recording()
    after = world.bring_in(second)[0]
    world.order(before)
    node.kill()
    shutil.rmtree(node.state_dir)
    shutil.copytree(world.directory / "backup", node.state_dir)
    node.launch(command=("split-victim",), environment=node.recording)
    until(lambda: server.activity("security.clone_suspected"))
    assert not server.connected()
    server.api.post(f"/nodes/{node.id}/settle-clone", {})
    world.system.all_connected()
    for device in (before, after):
        world.order(device)
    assert (world.reboots(before), world.reboots(after)) == (1, 0), "nothing ran twice"
    newest = {each["id"]: max(server.sample_times(each["id"]), default=0) for each in (before, after)}
    for device_id, at_ms in newest.items():
        until(
            lambda device_id=device_id: server.sample_times(device_id),  # type: ignore[misc]
            lambda times, at_ms=at_ms: bool(times) and times[-1] > at_ms,
        )
    world.system.stored()  # fails where a sample is there twice


@pytest.mark.parametrize("name", ["spool.db", "ownership.bin", "journal.db"])
def test_a_single_file_of_a_node_from_an_older_backup_is_got_over(world: World, name: str) -> None:
    server, node = world.system.server, world.node
    first, second, _ = world.fleet.addresses()
    (before,) = world.bring_in(first)
    node.kill()
    backup = {path.name: path.read_bytes() for path in node.state_dir.iterdir() if path.is_file()}
    node.start_recording()
    (after,) = world.bring_in(second)
    until(lambda: world.noted() == world.accepted())  # written down with a heartbeat
    node.kill()
    for path in node.state_dir.glob(f"{name}*"):
        path.unlink()
    for kept, content in backup.items():
        if kept.startswith(name):
            (node.state_dir / kept).write_bytes(content)
            (node.state_dir / kept).chmod(0o600)
    node.start_recording()
    if name == "journal.db":
        until(lambda: server.activity("security.journal_set_back"))
    for device in (before, after):
        world.order(device)
        newest = max(server.sample_times(device["id"]), default=0)
        until(
            lambda device=device: server.sample_times(device["id"]),  # type: ignore[misc]
            lambda times, newest=newest: bool(times) and times[-1] > newest,
        )
    world.system.stored()  # fails where a sample is there twice
