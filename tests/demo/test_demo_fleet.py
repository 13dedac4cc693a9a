"""The demonstration's fleet: its mix, its addresses, and what is kept of it."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from headframe.demo.errors import DemoError
from headframe.demo.fleet import DemoFleet, Wish, fleet_of
from headframe.kit.files import write_private
from headframe.minersim.spec import FleetSpec, parse_mix


@settings(deadline=None)
@given(
    miners=st.integers(6, 5000),
    second=st.integers(0, 255),
    third=st.integers(0, 100),
    last=st.integers(1, 254),
)
def test_targets_are_the_simulators_addresses(miners: int, second: int, third: int, last: int) -> None:
    fleet = DemoFleet(miners, f"127.{second}.{third}.{last}", 10_000)
    spec = FleetSpec(groups=parse_mix(fleet.mix), bind_base=fleet.first_address)
    addresses = spec.addresses()
    assert len(addresses) == miners
    first, end = (IPv4Address(text) for text in fleet.targets.split("-"))
    assert (first, end) == (IPv4Address(addresses[0]), IPv4Address(addresses[-1]))


def test_a_fleet_is_kept(tmp_path: Path) -> None:
    made = fleet_of(tmp_path, Wish(miners=60, first_address="127.9.0.1"))
    assert (made.miners, made.first_address, made.port_offset) == (60, "127.9.0.1", 10_000)
    assert fleet_of(tmp_path, Wish()) == made
    assert fleet_of(tmp_path, Wish(miners=60)) == made


@pytest.mark.parametrize("wish", [Wish(miners=61), Wish(first_address="127.9.0.2"), Wish(port_offset=20_000)])
def test_a_wish_against_what_is_kept_is_refused(tmp_path: Path, wish: Wish) -> None:
    made = fleet_of(tmp_path, Wish(miners=60))
    with pytest.raises(DemoError, match="holds a demonstration of 60 miners"):
        fleet_of(tmp_path, wish)
    assert fleet_of(tmp_path, Wish()) == made


@pytest.mark.parametrize("content", [b"nonsense", b"[]", b'{"miners": 3, "colour": "red"}'])
def test_a_spoilt_file_is_named(tmp_path: Path, content: bytes) -> None:
    write_private(tmp_path / "fleet.json", content)
    with pytest.raises(DemoError, match="is no demonstration's fleet"):
        fleet_of(tmp_path, Wish())


@given(miners=st.integers(12, 5000), count=st.integers(1, 2))
def test_parts_share_the_miners_and_no_address(miners: int, count: int) -> None:
    parts = DemoFleet(miners, "127.20.0.1", 10_000).parts(count)
    addresses = [
        address
        for part in parts
        for address in FleetSpec(groups=parse_mix(part.mix), bind_base=part.first_address).addresses()
    ]
    assert len(addresses) == len(set(addresses)) == miners
