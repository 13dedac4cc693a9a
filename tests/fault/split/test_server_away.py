"""The server goes, killed or orderly, under traffic: nothing lost, nothing doubled, and nobody storms it."""

import time
from pathlib import Path

import pytest

from tests.fault.ledger import Ledger
from tests.fault.split.lengths import LONG
from tests.fault.split.orders import Orders, check
from tests.support.split import running_split
from tests.support.waiting import until

ROUNDS = 10 if LONG else 1
NODES = 2
AWAY_SECONDS = 6.0
MOST_TRIES = 8
"""Pauses double from half a second: a node tries no more often than that within AWAY_SECONDS."""
SLOW_SECONDS = 1.0
MIX = "bitaxe-gamma:6"


@pytest.mark.timeout(90 + 60 * ROUNDS)
def test_a_killed_server_is_not_stormed_and_misses_nothing(tmp_path: Path) -> None:
    with running_split(tmp_path, MIX, nodes=NODES, fleet={"reboot_seconds": 0.2}) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        orders, tries = Orders(ledger), 0
        for _ in range(ROUNDS):
            orders.give()
            system.server.kill()
            before = len(system.line.connected_at)
            time.sleep(AWAY_SECONDS)  # an outage of that length, not a wait for something
            tries_now = len(system.line.connected_at) - before
            assert tries_now <= NODES * MOST_TRIES
            tries += tries_now
            system.server.start()
            system.all_connected()
            check(ledger)
            system.all_stored()
        ledger.check_marks()
        assert tries >= NODES, "nobody tried"


@pytest.mark.timeout(90 + 60 * ROUNDS)
def test_a_stopping_server_says_so_and_commands_in_flight_finish(tmp_path: Path) -> None:
    with running_split(tmp_path, MIX, nodes=NODES) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        for address in fleet.addresses():
            fleet.break_miner(address, "slow", delay_seconds=SLOW_SECONDS)
        for _ in range(ROUNDS):
            ledger.batches.append(system.server.issue("BLINK_LED", on=True))
            until(lambda: _begun(ledger))
            assert system.server.program is not None
            assert system.server.program.terminate() == 0, system.server.errors()[-2000:]
            assert all("the server stops" in node.errors() for node in system.nodes)
            system.server.start()
            system.all_connected()
            check(ledger)
            system.all_stored()
        assert set(ledger.outcomes.values()) == {"SUCCEEDED"}


def _begun(ledger: Ledger) -> bool:
    """Whether every command of the last batch is on its way at a miner, or has arrived."""
    states = {command["state"] for command in ledger.system.commands(ledger.batches[-1])}
    return states <= {"ACCEPTED", "RUNNING", "SUCCEEDED"}
