"""How a demonstration ends: by whichever signal, at whichever moment, and with nothing left behind."""

import signal
import socket
from pathlib import Path

import pytest

from tests.demo.demo_process import GENEROUS_SECONDS, Demo, until

pytestmark = pytest.mark.timeout(180)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_stops_while_it_starts(tmp_path: Path, number: signal.Signals) -> None:
    demo = Demo(tmp_path)
    with demo.running("--miners", "6", "--first-address", demo.first_address):
        until(lambda: len(demo.note_family()) >= 3, "children")
        demo.end(number)
        assert demo.process
        assert demo.process.returncode == 0
        until(lambda: not demo.alive(), "end of all children")


def test_it_ends_with_words_when_a_child_dies(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with demo.running("--miners", "6", "--first-address", demo.first_address):
        family = until(lambda: len(demo.note_family()) >= 3 and demo.family, "children")
        simulator = next(each for each in family if "headframe.minersim" in each.cmdline())
        simulator.kill()
        assert demo.process
        assert demo.process.wait(GENEROUS_SECONDS) == 1
        until(lambda: not demo.alive(), "end of all children")
    assert "headframe: [demo_failed] a child process ended" in demo.output()
    assert "See the logs in" in demo.output()


@pytest.mark.parametrize("taken", ["port", "control"])
def test_a_taken_port_is_named(tmp_path: Path, taken: str) -> None:
    demo = Demo(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(demo, taken)))
        other.listen()
        done = demo.cli(*demo.command("--first-address", demo.first_address)[3:])
    option = {"port": "--port", "control": "--sim-control"}[taken]
    assert done.returncode == 1
    assert f"[demo_failed] cannot listen on 127.0.0.1 port {getattr(demo, taken)}" in done.stderr
    assert f"choose another {option}" in done.stderr


def test_one_directory_holds_one_demonstration(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    with demo.running("--miners", "6", "--first-address", demo.first_address):
        until(lambda: len(demo.note_family()) >= 3, "children")
        second = demo.cli(*demo.command()[3:])
        assert second.returncode == 1
        assert "a demonstration runs in" in second.stderr
        assert demo.process
        assert demo.process.poll() is None
        demo.end(signal.SIGINT)
    other = demo.cli(*demo.command("--miners", "7")[3:])
    assert other.returncode == 1
    assert "holds a demonstration of 6 miners" in other.stderr
    assert "Traceback" not in other.stderr
