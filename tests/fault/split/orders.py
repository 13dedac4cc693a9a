"""Orders to a fleet under test, each acknowledged by the API or not given."""

import contextlib
import time

from headframe.cli.errors import CliError
from tests.fault.ledger import Ledger
from tests.support.waiting import until

EVERY_SECONDS = 0.7
ORDERS = (("REBOOT", {}), ("BLINK_LED", {"on": True}))
"""A reboot is one request that a miner counts. To blink may take two: some firmware only toggles."""


class Orders:
    """Gives one order after another to all devices, and writes down what was acknowledged."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._given = 0

    def give(self) -> None:
        """One order for every device. A server that is away has promised nothing."""
        kind, values = ORDERS[self._given % len(ORDERS)]
        self._given += 1
        with contextlib.suppress(CliError):
            self._ledger.batches.append(self._ledger.system.issue(kind, **values))

    def give_and_wait(self) -> None:
        """One order, and a moment: the pace of a busy day."""
        self.give()
        time.sleep(EVERY_SECONDS)


def all_hash(ledger: Ledger) -> None:
    """Wait until no miner reboots."""
    until(
        lambda: [miner["address"] for miner in ledger.fleet.miners() if miner["rebooting"]],
        lambda away: not away,
    )


def check(ledger: Ledger) -> None:
    """Every promised command has one outcome, told once, and no miner did more than was ordered.

    The audit logs say the same, and verify, of nodes whose files can be read from here.
    """
    commands = ledger.settle()
    if ledger.journals:
        ledger.check_audit(commands)
    ledger.check_miners(commands, "REBOOT", "reboot")
    ledger.check_activity(commands)
    ledger.check_samples()
    assert {device["pairing"] for device in ledger.system.devices()} <= {"PAIRED", "DEFAULT_PASSWORD"}
