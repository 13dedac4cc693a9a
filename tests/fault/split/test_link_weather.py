"""A link that is cut, reset, slowed and silenced at random while commands and samples flow over it."""

from pathlib import Path

import pytest

from tests.fault.ledger import Ledger
from tests.fault.split.lengths import LONG
from tests.fault.split.orders import COUNTED, Orders, check
from tests.fault.split.weather import Weather
from tests.support.split import running_split

SECONDS = 180.0 if LONG else 40.0
SEED = 11
CALM_SECONDS = 180.0
"""Silence is noticed after half a minute, and then the longest pause may follow."""


@pytest.mark.timeout(SECONDS + 2 * CALM_SECONDS)
def test_bad_weather_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    miners = {"drivers": ["antminer"], "fleet": {"reboot_seconds": 0.2}}
    with running_split(tmp_path, "antminer-s19:8", nodes=2, **miners) as (system, fleet):
        ledger = Ledger(system.server, fleet, system.journals)
        weather = Weather(system.line, SEED)
        before = [node.sessions_ended() for node in system.nodes]
        weather.blow(SECONDS, Orders(ledger).give_and_wait)
        assert len(weather.did) == len(weather.acts), f"the weather was too good: {weather.did}"
        system.all_connected(seconds=CALM_SECONDS)
        check(ledger, counted=COUNTED)
        ledger.check_marks()
        system.all_stored()
        for node, ended in zip(system.nodes, before, strict=True):
            assert node.sessions_ended() - ended >= 3, "the link was not spoilt"
            assert "Traceback" not in node.errors(), node.errors()[-3000:]
        assert "Traceback" not in system.server.errors(), system.server.errors()[-3000:]
