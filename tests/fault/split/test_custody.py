"""Operators take the keys of a server and its node that run on: nothing is let go, and nothing is lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from headframe.demo.enrollment import words_of
from headframe.kit.files import write_private
from tests.support.asking import WORK_SECONDS
from tests.support.forked import ForkedProgram
from tests.support.programs import STOP_SECONDS
from tests.support.split import RECONNECT_SECONDS, SplitSystem, running_split
from tests.support.system import PLAIN, START_SECONDS
from tests.support.waiting import until

pytestmark = [pytest.mark.timeout(400)]


class Operator:
    """A machine with the operator's keys, and the command line of an admin."""

    def __init__(self, system: SplitSystem) -> None:
        self.system, self.directory = system, system.server.directory
        self._passphrase = self.directory / "passphrase"
        self._asked = 0
        write_private(self._passphrase, b"correct horse battery staple")

    def says(self, *arguments: str) -> Any:
        """What a command answers; it must succeed."""
        self._asked += 1
        line = [*PLAIN, *arguments, "--passphrase-file", str(self._passphrase), "--json"]
        program = ForkedProgram(f"operator-{self._asked}", line, self.directory)
        assert program.ended(START_SECONDS) == 0, program.errors()
        return json.loads(program.out.read_text())


def test_operators_take_over_and_a_running_node_gets_other_keys(tmp_path: Path) -> None:
    with running_split(tmp_path, "bitaxe-gamma:2") as (system, _):
        operator, node = Operator(system), system.nodes[0]
        assert node.program is not None
        pid, ended = node.program.pid, node.sessions_ended()
        taken = operator.says("keys", "init-operator", "--yes")
        assert (taken["custody"], taken["holds_root"], taken["holds_admin"]) == ("operator", False, False)
        assert list((system.server.state_dir / "keys").glob("root*.key")) == []

        _pools_wait_for_the_operator(system, operator)
        assert node.sessions_ended() == ended, "the node stayed through it"

        _keys_of_the_node_are_changed(system, operator)
        assert node.program.pid == pid, "it is the same process"
        rotated = operator.says("keys", "rotate-root")
        assert rotated["root"] != taken["root"]
        _pools_wait_for_the_operator(system, operator)


def _pools_wait_for_the_operator(system: SplitSystem, operator: Operator) -> None:
    pools = [{"url": "stratum+tcp://ours.example:3333", "username": "us.1"}]
    batch_id = system.server.issue("UPDATE_POOLS", pools=pools)
    waiting = system.server.api.get(f"/batches/{batch_id}")
    assert waiting["counts"] == {"AWAITING_COSIGN": 2}
    assert operator.says("commands", "sign", batch_id, "--yes") == {"signed": 2}
    done = system.server.finished(batch_id)
    assert done["counts"] == {"SUCCEEDED": 2}, system.server.commands(batch_id)


def _keys_of_the_node_are_changed(system: SplitSystem, operator: Operator) -> None:
    node, api = system.nodes[0], system.server.api
    line = [*PLAIN, "node", "rotate-keys", "--state-dir", str(node.state_dir)]
    console = ForkedProgram("rotate", line, node.directory)
    words = words_of(
        until(lambda: console.out, lambda out: out.exists(), seconds=STOP_SECONDS),
        lambda: console.running,
        START_SECONDS,
    )
    operator.says("keys", "sign-node", node.name, "--words", words)
    assert console.ended(WORK_SECONDS) == 0, console.errors()
    until(
        lambda: api.get(f"/nodes/{node.id}"),
        lambda shown: shown["connected"] and " ".join(shown["identity"]["fingerprint"]["words"]) == words,
        seconds=RECONNECT_SECONDS,
    )
