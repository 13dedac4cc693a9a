"""A server and two nodes by one word: let in by their words, driven from a second terminal, found again."""

import signal
from pathlib import Path

import pytest

from headframe.cli.client import Client
from headframe.demo import command, split
from headframe.demo.enrollment import shown_words
from headframe.kit.profile import read_profile
from tests.demo.demo_process import Demo, until

pytestmark = pytest.mark.timeout(600)

MINERS = 24
NODES = ("hall-1", "hall-2")
PROMISED_SECONDS = 5.0


class SplitDemo(Demo):
    """The same, with a server and nodes apart."""

    def command(self, *options: str) -> list[str]:
        return [*super().command(*options), "--split"]


def test_demo_split_from_first_start_to_second(tmp_path: Path) -> None:
    demo = SplitDemo(tmp_path)
    with demo.running("--miners", str(MINERS), "--first-address", demo.first_address):
        until(lambda: demo.hashing(MINERS), "hashing fleet")
        output = until(lambda: "nodes list" in demo.output() and demo.output(), "hint for a second terminal")
        assert f"Headframe listens on https://127.0.0.1:{demo.port}" in output
        assert f"https://127.0.0.1:{demo.port}/setup#" in output
        assert all(f"{name} shows the words: {_words(demo, name)}" in output for name in NODES)
        until(lambda: all(f"{name}: {MINERS // 2} miners" in demo.output() for name in NODES), "summaries")
        nodes = demo.answer("nodes", "list")
        before = _identities(demo)
        _stop_the_s19s(demo)
        assert demo.end(signal.SIGINT) < PROMISED_SECONDS
        assert demo.process
        assert demo.process.returncode == 0, demo.output()
        until(lambda: not demo.alive(), "end of all children")
    with demo.running():
        until(lambda: demo.hashing(MINERS), "hashing fleet after a restart")
        assert f"{MINERS} miners are known and paired from before." in demo.output()
        assert "shows the words" not in demo.output()
        assert _identities(demo) == before
        assert len(demo.answer("nodes", "list")) == len(nodes)
        demo.end(signal.SIGKILL)
        until(lambda: not demo.alive(), "end of the children of a killed demonstration")


def test_too_few_miners_for_two_nodes(tmp_path: Path) -> None:
    demo = SplitDemo(tmp_path)
    done = demo.cli(*demo.command("--miners", "11")[3:])
    assert (done.returncode, "Give at least 12" in done.stderr) == (1, True)


def _words(demo: Demo, name: str) -> str:
    console = demo.directory / ".headframe" / "demo-split" / name / "enroll.log"
    words = shown_words(console.read_text())
    assert words
    return words


def _identities(demo: Demo) -> dict[str, tuple[int, str]]:
    """Each miner's own id and its node's name, by its MAC."""
    with Client(read_profile(demo.directory / ".headframe" / "cli.json")) as client:
        names = {node["id"]: node["name"] for node in client.get_list("/nodes")}
        rows = client.rows("/devices", "devices")
    assert set(names.values()) == set(NODES)
    return {row["mac"]: (row["id"], names[row["node_id"]]) for row in rows}


def _stop_the_s19s(demo: Demo) -> None:
    """By the command line, at both nodes; and what the first hall's miners say."""
    done = demo.cli("commands", "stop", "--filter", "model:S19*", "--wait")
    assert (done.returncode, done.stderr) == (0, "")
    asked = {row["address"] for row in demo.ask("/devices", filter="model:S19*")["devices"]}
    assert f"Stop mining: {len(asked)} succeeded of {len(asked)}" in done.stdout
    first_hall = demo.truth()
    stopped = {miner["address"] for miner in first_hall if not miner["mining"]}
    assert stopped == asked & {miner["address"] for miner in first_hall}
    assert 0 < len(stopped) < len(asked)


def test_everything_listens_on_a_port_of_its_own() -> None:
    halls = range(len(split.NAMES))
    ports = [
        command.SPLIT_PORT,
        *(first + at for first in (split.METRICS_PORT, split.LOCAL_UI_PORT) for at in halls),
    ]
    assert len(set(ports)) == len(ports)
