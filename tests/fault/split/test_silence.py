"""A link or a server that says nothing any more, and closes nothing: noticed on both sides, and got over."""

from pathlib import Path

import pytest

from tests.fault.ledger import Ledger
from tests.fault.split.orders import Orders, check
from tests.support.split import SplitSystem, running_split
from tests.support.waiting import until

NOTICED_SECONDS = 35.0
"""Half a minute, and how often this looks."""
MIX = "bitaxe-gamma:4"

pytestmark = [pytest.mark.timeout(400)]


def test_a_half_open_link_is_noticed_both_ways(tmp_path: Path) -> None:
    with running_split(tmp_path, MIX, fleet={"reboot_seconds": 0.2}) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        ended = _sessions_ended(system)
        system.line.silence()
        Orders(ledger).give()
        until(
            lambda: (_sessions_ended(system) > ended, system.server.connected()),
            lambda seen: seen == (True, set()),
            seconds=NOTICED_SECONDS,
        )
        system.line.mend()
        _check(system, ledger)


def test_connections_that_a_router_forgot_are_replaced(tmp_path: Path) -> None:
    """New connections would be carried: what hangs on the old ones must not keep a node away."""
    with running_split(tmp_path, MIX, fleet={"reboot_seconds": 0.2}) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        ended = _sessions_ended(system)
        system.line.strand()
        Orders(ledger).give()
        until(lambda: _sessions_ended(system) > ended, seconds=NOTICED_SECONDS)
        system.all_connected(seconds=NOTICED_SECONDS)
        assert _sessions_ended(system) == ended + 1, "the first session on new connections holds"
        _check(system, ledger)


def test_a_paused_server_is_noticed_and_got_over(tmp_path: Path) -> None:
    with running_split(tmp_path, MIX, fleet={"reboot_seconds": 0.2}) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        Orders(ledger).give()
        ended = _sessions_ended(system)
        system.server.pause()
        until(lambda: _sessions_ended(system) > ended, seconds=NOTICED_SECONDS)
        system.server.resume()
        _check(system, ledger)


def _sessions_ended(system: SplitSystem) -> int:
    return sum(node.sessions_ended() for node in system.nodes)


def _check(system: SplitSystem, ledger: Ledger) -> None:
    system.all_connected()
    check(ledger)
    system.all_stored()
