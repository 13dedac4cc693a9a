"""Orders to a fleet under test, each acknowledged by the API or not given."""

import contextlib
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any

from headframe.cli.errors import CliError
from tests.fault.ledger import Ledger
from tests.support.waiting import until

EVERY_SECONDS = 1.0
COUNTED = {"REBOOT": "reboot", "BLINK_LED": "set_led"}
"""What a simulated miner calls what it received."""


class Orders:
    """Gives orders to a fleet, and writes down what was acknowledged."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._next = cycle([device["id"] for device in ledger.system.devices()])

    def give(self) -> None:
        """A reboot for the next miner, which is left alone for a minute then; a blink for each."""
        self._order("REBOOT", [next(self._next)])
        self._order("BLINK_LED", on=True)

    def _order(self, kind: str, ids: Sequence[int] | None = None, **values: Any) -> None:
        """A server that is away has promised nothing."""
        with contextlib.suppress(CliError):
            self._ledger.batches.append(self._ledger.system.issue(kind, ids, **values))

    def give_and_wait(self) -> None:
        """Orders, and a moment: the pace of a busy day."""
        self.give()
        time.sleep(EVERY_SECONDS)


def all_hash(ledger: Ledger) -> None:
    """Wait until no miner reboots."""
    until(
        lambda: [miner["address"] for miner in ledger.fleet.miners() if miner["rebooting"]],
        lambda away: not away,
    )


def check(ledger: Ledger, *, counted: Sequence[str] = ("REBOOT",)) -> None:
    """Every promised command has one outcome, told once, and no miner did more than was ordered.

    `counted` are the kinds that these miners count, a request a command: one that only toggles its LED takes
    two to blink, and what is idempotent may be run once more where a node was killed. The audit logs say the
    same, and verify, of nodes whose files can be read from here.
    """
    commands = ledger.settle()
    if ledger.journals:
        ledger.check_audit(commands)
    for kind in counted:
        ledger.check_miners(commands, kind, COUNTED[kind])
    ledger.check_activity(commands)
    ledger.check_samples()
    assert {device["pairing"] for device in ledger.system.devices()} <= {"PAIRED", "DEFAULT_PASSWORD"}
