"""Each fault that a driver can report tells what to do."""

import re
from pathlib import Path

import pytest

from headframe import drivers
from headframe.core.faults import OTHERWISE, recommended_action

CODE = re.compile(
    r'"((?:hash_board|psu|fan|control_board|sensor|firmware|network|pool|hashrate|miner|cooling|environment|system)'
    r'\.[a-z_]+)"'
)


def reported_codes() -> set[str]:
    """Codes that stand in the sources of our drivers."""
    sources = Path(drivers.__path__[0]).rglob("*.py")
    return {code for source in sources for code in CODE.findall(source.read_text())}


def test_each_code_of_our_drivers_has_advice() -> None:
    codes = reported_codes()
    assert len(codes) > 40
    assert {code for code in codes if recommended_action(code) == OTHERWISE} == set()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("fan.stopped", "Clean or replace the fan; the miner may overheat."),
        ("hash_board.over_temperature", "Check fans, filters and inlet air; lower the power target."),
        ("psu.sulking", "Have the power supply checked."),
        ("somebody.else", OTHERWISE),
        ("", OTHERWISE),
    ],
)
def test_code_then_event_then_part(code: str, says: str) -> None:
    assert recommended_action(code) == says
