"""kill -9 of the whole process, at every step of a command and at random moments."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from headframe.cli.errors import SERVER_UNREACHABLE, CliError
from tests.fault.ledger import Ledger
from tests.support.combined_victim import STEPS, VARIABLE
from tests.support.system import running_system
from tests.support.waiting import until

ROUNDS = int(os.environ.get("HEADFRAME_FAULT_ROUNDS", "4"))
MIX = "bitaxe-gamma:4"
LONGEST_LIFE_SECONDS = 0.5


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with running_system(tmp_path, MIX, drivers=["axeos"], fleet={"reboot_seconds": 0.2}) as (system, fleet):
        yield Ledger(system, fleet, [system.state_dir / "node" / "journal.db"])


def _check(ledger: Ledger) -> None:
    commands = ledger.settle()
    ledger.check_miners(commands, "REBOOT", "reboot")
    ledger.check_activity(commands)
    ledger.check_audit(commands)
    ledger.check_samples()
    pairings = {device["pairing"] for device in ledger.system.devices()}
    assert pairings == {"PAIRED"}, "the fleet needs no pairing again"


@pytest.mark.timeout(400)
def test_attack_25_killed_at_every_step_of_a_command(ledger: Ledger) -> None:
    system = ledger.system
    system.kill()
    for step in STEPS:
        system.start(command=("victim",), environment={VARIABLE: step})
        _check(ledger)  # of the step before: this process dies only of what it is asked for itself
        _all_hash(ledger)
        _order(ledger)
        assert system.program is not None
        system.program.ended(20.0)
        ledger.check_marks()
    system.start()
    _check(ledger)


@pytest.mark.timeout(60 + 20 * ROUNDS)
def test_attack_25_killed_at_random_moments(ledger: Ledger) -> None:
    chance, system = random.Random(11), ledger.system
    for _ in range(ROUNDS):
        _all_hash(ledger)
        _order(ledger)
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))  # the fault itself: a kill at no special moment
        system.kill()
        ledger.check_marks()
        system.start()
        _check(ledger)


def _order(ledger: Ledger) -> None:
    """Two orders for each miner; a kill may come before the answer, and then nothing was promised."""
    orders: dict[str, dict[str, Any]] = {"REBOOT": {}, "BLINK_LED": {"on": True}}
    for kind, values in orders.items():
        try:
            ledger.batches.append(ledger.system.issue(kind, **values))
        except CliError as error:
            if error.code != SERVER_UNREACHABLE:
                raise
            return


def _all_hash(ledger: Ledger) -> None:
    until(
        lambda: [miner["address"] for miner in ledger.fleet.miners() if miner["rebooting"]],
        lambda away: not away,
    )
