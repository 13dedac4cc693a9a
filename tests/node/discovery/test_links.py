"""The node's own links: what is on them, and the pace that the ARP table sets."""

import ipaddress
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from headframe.core.targets import TargetPolicy, parse_targets
from headframe.node.discovery.links import (
    ABSENT_HOLD_SECONDS,
    ANSWERED_HOLD_SECONDS,
    SPREAD_SECONDS,
    Links,
    LinkSlots,
    parse_routes,
    system_links,
)

ROUTES = """Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	0000000A	00000000	0001	0	0	0	0000FFFF	0	0	0
eth1	0001A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
eth1	0002A8C0	0101A8C0	0003	0	0	0	00FFFFFF	0	0	0
eth1	0003A8C0	00000000	0000	0	0	0	00FFFFFF	0	0	0
wg0	0004A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
"""
FLAT = Links((ipaddress.IPv4Network("10.0.0.0/16"),), room=768)


class Turned:
    """A clock that the test turns."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_networks_without_gateway_whose_interface_uses_arp_are_on_link() -> None:
    networks = parse_routes(ROUTES, uses_arp=lambda interface: interface != "wg0")
    assert [str(network) for network in networks] == ["10.0.0.0/16", "192.168.1.0/24"]


def test_this_machine_tells_its_links() -> None:
    links = system_links()
    assert links.room >= 1
    assert not links.has(ipaddress.ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    ("entry", "tight"),
    [("10.0.0.0/23", False), ("10.0.0.0/16", True), ("10.1.0.0/16", False), ("10.0.252.0-10.1.9.255", True)],
)
def test_only_more_hosts_on_the_link_than_the_table_holds_are_tight(entry: str, *, tight: bool) -> None:
    assert FLAT.is_tight(parse_targets([entry], TargetPolicy())) is tight


def test_entries_come_back_when_the_kernel_can_replace_them() -> None:
    clock = Turned()
    slots = LinkSlots(2, clock)
    clock.now += SPREAD_SECONDS
    assert [slots.take(), slots.take(), slots.take()] == [True, True, False]
    slots.give_back(absent=True)
    slots.give_back(absent=False)
    assert not slots.take()
    clock.now += max(ABSENT_HOLD_SECONDS, SPREAD_SECONDS)
    assert [slots.take(), slots.take()] == [True, False]
    clock.now += ANSWERED_HOLD_SECONDS
    assert slots.take()


@given(st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 40), st.booleans()), max_size=80))
def test_never_more_entries_than_room_and_no_burst(steps: list[tuple[float, int, bool]]) -> None:
    clock = Turned()
    slots = LinkSlots(50, clock)
    taken: list[float] = []
    held: list[float] = []
    waiting = 0
    for pause, tries, absent in steps:
        clock.now += pause
        for _ in range(tries):
            if slots.take():
                taken.append(clock.now)
                waiting += 1
        held = [until for until in held if until > clock.now]
        assert waiting + len(held) <= 50
        if waiting:
            slots.give_back(absent=absent)
            held.append(clock.now + (ABSENT_HOLD_SECONDS if absent else ANSWERED_HOLD_SECONDS))
            waiting -= 1
    for moment in taken:
        in_one_second = sum(moment <= other < moment + 1 for other in taken)
        assert in_one_second <= 50 / SPREAD_SECONDS + 14


LINKED = Path(__file__).with_name("linked.py")


@pytest.mark.serial
def test_hosts_on_a_link_larger_than_the_arp_table_are_all_found() -> None:
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces here: the link cannot be made")
    command = ["unshare", "-rn", sys.executable, str(LINKED)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100)
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == {"missed": [], "ports": [[4028]], "alive": 20, "scanned": 129}
