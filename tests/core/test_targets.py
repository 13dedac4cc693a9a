"""Scan targets: what is read, what is refused, and that no address outside the policy ever comes out."""

import ipaddress

import pytest
from hypothesis import given, strategies as st

from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import MAX_ENTRIES, TargetPolicy, TargetSet, parse_targets

ANY_PRIVATE = TargetPolicy()
LAB = TargetPolicy(networks=(ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00:1::/64")))


def addresses(*entries: str, policy: TargetPolicy = ANY_PRIVATE) -> list[str]:
    return [str(address) for address in parse_targets(entries, policy)]


def refusal(*entries: str, policy: TargetPolicy = ANY_PRIVATE) -> HeadframeError:
    with pytest.raises(HeadframeError) as caught:
        parse_targets(entries, policy)
    return caught.value


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("10.0.0.7", ["10.0.0.7"]),
        ("10.0.0.4/30", ["10.0.0.5", "10.0.0.6"]),
        ("10.0.0.6/30", ["10.0.0.5", "10.0.0.6"]),
        ("10.0.0.4/31", ["10.0.0.4", "10.0.0.5"]),
        ("10.0.0.4/32", ["10.0.0.4"]),
        ("10.0.0.9-11", ["10.0.0.9", "10.0.0.10", "10.0.0.11"]),
        ("10.0.0.255 - 10.0.1.1", ["10.0.0.255", "10.0.1.0", "10.0.1.1"]),
        ("10.0.0.2, 10.0.0.1;192.168.0.1\n10.0.0.2", ["10.0.0.1", "10.0.0.2", "192.168.0.1"]),
        ("::ffff:10.0.0.1", ["10.0.0.1"]),
        ("::ffff:10.0.0.4/126", ["10.0.0.5", "10.0.0.6"]),
        ("fd12::4/126", ["fd12::5", "fd12::6", "fd12::7"]),
        ("fd12::1-fd12::3", ["fd12::1", "fd12::2", "fd12::3"]),
    ],
)
def test_entries_stand_for_their_hosts_each_once(entry: str, expected: list[str]) -> None:
    assert addresses(entry) == expected


@pytest.mark.parametrize(
    "entry",
    [
        "0x7f.1",
        "0x0a000001",
        "2130706433",
        "167772161",
        "010.0.0.1",
        "10.0.0.08",
        "10.1",
        "10.0.0.1%eth0",
        "fd00::1%eth0",
        "miner-7.example",
        "localhost",
        "10.0.0.0/255.255.255.0",
        "10.0.0.0/0.0.0.255",
        "10.0.0.0/+24",
        "10.0.0.0/33",
        "10.0.0.1-256",
        "10.0.0.1-0x20",
        "10.0.0.9-3",
        "10.0.0.1-fd00::1",
        "10.0.0.1-",
        "-10.0.0.1",
        "10.0.0.1-2-3",
        "http://10.0.0.1/",
        "10.0.0.1:80",
        "[fd00::1]",
        "\u0661\u0660.0.0.1",
        "1" * 200,
    ],
)
def test_what_is_no_plain_literal_is_invalid(entry: str) -> None:
    error = refusal(entry)
    assert error.code is Code.INVALID_TARGET
    assert error.fields[0].where == "/targets/0"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("127.0.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("127.0.0.0/8", Code.PUBLIC_ADDRESS_REFUSED),
        ("::1", Code.PUBLIC_ADDRESS_REFUSED),
        ("::ffff:127.0.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("::ffff:169.254.169.254", Code.PUBLIC_ADDRESS_REFUSED),
        ("::ffff:0:0/96", Code.PUBLIC_ADDRESS_REFUSED),
        ("::/0", Code.PUBLIC_ADDRESS_REFUSED),
        ("64:ff9b::a9fe:a9fe", Code.PUBLIC_ADDRESS_REFUSED),
        ("2002:7f00:1::", Code.PUBLIC_ADDRESS_REFUSED),
        ("169.254.169.254", Code.PUBLIC_ADDRESS_REFUSED),
        ("fe80::1", Code.PUBLIC_ADDRESS_REFUSED),
        ("fd00:ec2::254", Code.PUBLIC_ADDRESS_REFUSED),
        ("224.0.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("ff02::1", Code.PUBLIC_ADDRESS_REFUSED),
        ("255.255.255.255", Code.PUBLIC_ADDRESS_REFUSED),
        ("0.0.0.0", Code.PUBLIC_ADDRESS_REFUSED),
        ("100.64.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("8.8.8.8", Code.PUBLIC_ADDRESS_REFUSED),
        ("2001:db8::1", Code.PUBLIC_ADDRESS_REFUSED),
        ("10.0.0.0/7", Code.PUBLIC_ADDRESS_REFUSED),
        ("10.255.255.250-11.0.0.5", Code.PUBLIC_ADDRESS_REFUSED),
        ("172.32.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("10.2.0.1", Code.PUBLIC_ADDRESS_REFUSED),
        ("10.1.255.255", Code.PUBLIC_ADDRESS_REFUSED),
        ("fd00:2::1", Code.PUBLIC_ADDRESS_REFUSED),
        ("2130706433", Code.INVALID_TARGET),
        ("0x7f.1", Code.INVALID_TARGET),
    ],
)
def test_attack_59_scan_targets_outside_private_configured_space_are_refused(entry: str, code: Code) -> None:
    error = refusal("10.1.0.1", entry, policy=LAB)
    assert error.code is code
    assert error.fields[0].where == "/targets/1"
    assert entry in error.message


def test_loopback_is_scanned_only_where_the_node_allows_it() -> None:
    allowing = TargetPolicy(networks=LAB.networks, allow_loopback=True)
    assert addresses("127.1.0.1-3", policy=allowing) == ["127.1.0.1", "127.1.0.2", "127.1.0.3"]
    assert refusal("10.2.0.1", policy=allowing).code is Code.PUBLIC_ADDRESS_REFUSED


def test_a_block_is_cut_to_the_node_networks_and_the_rest_is_counted() -> None:
    found = parse_targets(["10.1.255.0-10.2.0.255"], LAB)
    assert [str(found[0]), str(found[-1 + len(found)])] == ["10.1.255.0", "10.1.255.254"]
    assert found.excluded == 257


def test_a_public_network_in_the_configuration_opens_nothing() -> None:
    careless = TargetPolicy(networks=(ipaddress.ip_network("0.0.0.0/0"),))
    assert refusal("8.8.8.8", policy=careless).code is Code.PUBLIC_ADDRESS_REFUSED
    assert addresses("10.0.0.1", policy=careless) == ["10.0.0.1"]


def test_denied_and_metadata_addresses_are_cut_out_of_ranges() -> None:
    policy = TargetPolicy(denied=frozenset({ipaddress.ip_address("10.0.0.2")}))
    assert addresses("10.0.0.1-3", policy=policy) == ["10.0.0.1", "10.0.0.3"]
    assert addresses("fd00:ec2::253-fd00:ec2::255") == ["fd00:ec2::253", "fd00:ec2::255"]
    assert refusal("10.0.0.2", policy=policy).code is Code.PUBLIC_ADDRESS_REFUSED


def test_bounds_are_named() -> None:
    assert "1048576" in refusal("10.0.0.0/11").message
    assert len(parse_targets(["10.0.0.0/12"], ANY_PRIVATE)) == 2**20 - 2
    assert "1048576" in refusal("fd00::/64").message
    assert str(MAX_ENTRIES) in refusal(*["10.0.0.1"] * (MAX_ENTRIES + 1)).message
    assert refusal().code is refusal(" ").code is Code.INVALID_TARGET


@given(st.text(alphabet="0123456789abcdefx.:/-%, \n", max_size=60) | st.text(max_size=30))
def test_any_text_gives_addresses_in_policy_or_a_typed_refusal(text: str) -> None:
    try:
        found = parse_targets([text], LAB)
    except HeadframeError as error:
        refused = error.code
    else:
        refused = None
        check_inside(found)
    assert refused in (None, Code.INVALID_TARGET, Code.PUBLIC_ADDRESS_REFUSED)


def check_inside(found: TargetSet) -> None:
    for position in {0, len(found) // 2, len(found) - 1}:
        address = found[position]
        assert any(address in network for network in LAB.networks if network.version == address.version)
        assert address in found


@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 300)), min_size=1, max_size=6))
def test_sets_are_the_union_of_their_ranges(spans: list[tuple[int, int]]) -> None:
    base = int(ipaddress.IPv4Address("10.16.0.0"))
    entries = [f"{ipaddress.IPv4Address(base + a)}-{ipaddress.IPv4Address(base + a + n)}" for a, n in spans]
    expected = sorted({base + a + i for a, n in spans for i in range(n + 1)})
    found = parse_targets(entries, ANY_PRIVATE)
    assert [int(address) for address in found] == expected
    assert len(found) == len(expected)
    assert found.excluded == 0
