"""The parsers against everything: mutated answers and nonsense give a reading or a DeviceError."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.driver import DeviceError, ProtocolError, UnsupportedError
from headframe.drivers.antminer import conf, details, fault_report, rpc, sample, web_boards
from headframe.drivers.antminer.commands import check_answer
from headframe.drivers.antminer.digest import Challenge

KEYS = st.sampled_from(
    [
        *("STATS", "SUMMARY", "POOLS", "STATUS", "Elapsed", "GHS 5s", "rate_unit", "miner_id", "fan_num"),
        *("fan1", "fan2", "chain_acn1", "chain_acs1", "temp1", "temp_pcb1", "temp_chip1", "chain_rate1"),
        *("chain_power", "total_rateideal", "Accepted", "URL", "Status", "Stratum Active", "Type", "Code"),
        *("chain", "index", "sn", "rate_ideal", "status", "type", "code", "msg", "pools", "url", "macaddr"),
        *("bitmain-work-mode", "bitmain-fan-ctrl", "bitmain-fan-pwm", "VERSION", "Description"),
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.just("73-45-9999-x")
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=6), inner, max_size=6)
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=10)


@settings(deadline=None)
@given(OBJECTS, OBJECTS, OBJECTS)
def test_answers_of_the_tcp_api(
    stats: dict[str, Any], summary: dict[str, Any], pools: dict[str, Any]
) -> None:
    with suppress(DeviceError):
        rpc.judge(stats)
    details.recognise(stats)
    with suppress(DeviceError):
        read = sample.read(
            {"STATS": [stats, {**summary, "Elapsed": 1}]}, {"SUMMARY": summary}, {"POOLS": [pools]}
        )
        sample.settle(read, work_mode=conf.work_mode(pools))
        web_boards.add(read.sample, {"STATS": [pools]})
        read.sample.SerializeToString()
        for fault in fault_report.inferred(read.sample, read.odd):
            fault.SerializeToString()


@settings(deadline=None)
@given(OBJECTS, OBJECTS)
def test_pages_of_the_web_server(page: dict[str, Any], other: dict[str, Any]) -> None:
    found = details.identity(page)
    details.details(found, other, page, other, {"a": page}, faults_known=True).SerializeToString()
    for fault in fault_report.listed({"SUMMARY": [page]}) or []:
        fault.SerializeToString()
    conf.pools(page)
    with suppress(DeviceError):
        conf.with_mode(page, 1)
    with suppress(DeviceError):
        check_answer(page)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_challenge_is_taken_or_refused(header: str) -> None:
    for text in (header, f"Digest {header}", f'Digest realm="a", {header}, qop="auth"'):
        with suppress(UnsupportedError):
            assert Challenge(text).authorise("root", "root", "GET", "/").startswith("Digest ")


def test_a_digest_answer_is_the_rfcs_and_counts_its_requests() -> None:
    challenge = Challenge('Digest realm="antMiner Configuration", nonce="abc", qop="auth", opaque="o"')

    first = challenge.authorise("root", "root", "GET", "/cgi-bin/x.cgi")
    second = challenge.authorise("root", "root", "GET", "/cgi-bin/x.cgi")

    assert "nc=00000001" in first
    assert "nc=00000002" in second
    assert 'opaque="o"' in first
    old = Challenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"')
    # The worked example of RFC 2617, section 3.5, without its quality of protection (RFC 2069).
    answer = old.authorise("Mufasa", "Circle Of Life", "GET", "/dir/index.html")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in answer


def test_basic_authentication_gets_no_password() -> None:
    with pytest.raises(UnsupportedError):
        Challenge('Basic realm="antMiner Configuration"')


@pytest.mark.parametrize(
    ("unit", "factor"), [("GH", 1e9), ("MH", 1e6), ("TH", 1e12), ("GH/s", 1e9), ("", 1e9)]
)
def test_rates_come_in_the_unit_that_is_named(unit: str, factor: float) -> None:
    stats = {"STATS": [{}, {"Elapsed": 1, "GHS 5s": "95.5", "rate_unit": unit}]}

    assert sample.read(stats, None, None).sample.hashrate_hs == pytest.approx(95.5 * factor)


@pytest.mark.parametrize("value", [float("nan"), -1, 1e300, "abc", True])
def test_a_hashrate_that_cannot_be_true_is_a_protocol_error(value: object) -> None:
    with pytest.raises(ProtocolError):
        sample.read({"STATS": [{}, {"Elapsed": 1, "GHS 5s": value}]}, None, None)


@pytest.mark.parametrize("value", ["no miner id now", "0000000000000000", "", 5, None])
def test_a_hardware_number_that_is_none_binds_nothing(value: object) -> None:
    assert sample.hardware_id({"miner_id": value}) == ""
