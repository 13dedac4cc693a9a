"""No answer, however odd, makes a parser raise; what newer firmware adds is understood."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from headframe.driver import InvalidArgumentError, ProtocolError, UnsupportedError
from headframe.drivers.axeos import details
from headframe.drivers.axeos.pools import settings_of
from headframe.drivers.axeos.presets import CUSTOM, Preset, mode_of, presets_of
from headframe.drivers.axeos.sample import sample_of
from headframe.drivers.http import parse_object
from headframe.wire.gen.miner.v1 import miner_pb2

NEWEST: dict[str, Any] = {
    "power": 17.4, "voltage": 5093.75, "current": 3328.1, "temp": 55.5, "temp2": -1, "vrTemp": 48,
    "hashRate": 1012.5, "expectedHashrate": 1071, "frequency": 525, "coreVoltage": 1150,
    "coreVoltageActual": 1146, "macAddr": "AA:BB:CC:00:11:22", "hostname": "axe", "version": "v2.14.0",
    "ASICModel": "BM1370", "boardVersion": "601", "smallCoreCount": 2040, "uptimeSeconds": 3600,
    "sharesAccepted": 10, "sharesRejected": 1, "stratumURL": "a.example", "stratumPort": 3333,
    "stratumUser": "u", "stratumTLS": 0, "fallbackStratumURL": "", "fallbackStratumPort": 3333,
    "fallbackStratumUser": "", "fallbackStratumTLS": 0, "isUsingFallbackStratum": 0,
    "poolConnectionInfo": "IPv4", "overheat_mode": 0, "miningPaused": False, "autofanspeed": 0,
    "fanspeed": 61.5, "manualFanSpeed": 60, "fanrpm": 5120, "fan2rpm": 0,
    "hashrateMonitor": {"asics": [{"total": 1010.1, "domains": [1.0, 2.0], "errorCount": 3}]},
}  # fmt: skip
ASIC: dict[str, Any] = {
    "ASICModel": "BM1370",
    "deviceModel": "Gamma",
    "asicCount": 1,
    "defaultFrequency": 525,
    "frequencyOptions": [400, 490, 525, 600],
    "defaultVoltage": 1150,
    "voltageOptions": [1000, 1060, 1150, 1250],
}

_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["nan", "-1e400", "\ud800", "a\x00b", 10**400, -1, 0, float("inf")])
)
_trees = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(
    st.dictionaries(st.sampled_from(sorted(NEWEST)), _trees),
    st.dictionaries(st.sampled_from(sorted(ASIC)), _trees),
)
def test_no_answer_makes_the_parsers_raise(odd_info: dict[str, Any], odd_asic: dict[str, Any]) -> None:
    info, asic = {**NEWEST, **odd_info}, {**ASIC, **odd_asic}
    sample = sample_of(info)
    told = details.details_of(info, asic)
    details.faults_of(info)
    details.is_axeos(info)
    assert sample.SerializeToString() is not None
    assert told.SerializeToString() is not None
    assert json.loads(told.vendor_json)


@given(st.binary() | _trees.map(lambda tree: json.dumps(tree).encode()))
def test_any_body_is_an_object_or_a_protocol_error(body: bytes) -> None:
    try:
        assert isinstance(parse_object(body), dict)
    except ProtocolError:
        return


@given(st.integers(min_value=0))
def test_half_an_answer_is_no_answer(cut: int) -> None:
    body = json.dumps(NEWEST).encode()
    with pytest.raises(ProtocolError):
        parse_object(body[: cut % len(body)])


def test_nesting_beyond_reason_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError):
        parse_object(b'{"a":' * 100_000)


def test_newest_firmware() -> None:
    sample = sample_of(NEWEST)
    assert sample.expected_hashrate_hs == pytest.approx(1071e9)
    assert sample.pool_connected
    assert sample.chip_temperature_c == 55.5
    board, _regulator, fan = sample.components
    assert (board.chips_working, board.chips_expected, board.hardware_errors) == (1, 1, 3)
    assert fan.duty_ratio == pytest.approx(0.615)
    told = details.details_of(NEWEST, ASIC)
    assert told.power_mode == "standard"
    assert [pool.alive for pool in told.pools] == [True]
    assert set(told.capabilities.curtailment_levels) == {
        miner_pb2.CURTAILMENT_LEVEL_FULL,
        miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY,
    }


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"miningPaused": True}, miner_pb2.MINING_STATE_STOPPED),
        ({"overheat_mode": 1}, miner_pb2.MINING_STATE_FAULT),
        ({"power_fault": "VIN UV"}, miner_pb2.MINING_STATE_FAULT),
        ({"hashRate": 0, "stratumURL": ""}, miner_pb2.MINING_STATE_NO_POOL),
        ({"hashRate": 0, "uptimeSeconds": 20}, miner_pb2.MINING_STATE_STARTING),
        ({"hashRate": 0}, miner_pb2.MINING_STATE_UNSPECIFIED),
    ],
)
def test_what_the_miner_says_it_does(changes: dict[str, Any], state: int) -> None:
    assert sample_of({**NEWEST, **changes}).mining_state == state


def test_faults_name_their_component() -> None:
    faults = details.faults_of({**NEWEST, "overheat_mode": 1, "power_fault": "VIN UV"})
    assert [(fault.code, fault.vendor_code) for fault in faults] == [
        ("hash_board.over_temperature", "overheat_mode"),
        ("psu.fault", "VIN UV"),
    ]


def test_presets_are_the_vendors_own() -> None:
    assert presets_of(ASIC) == {"eco": Preset(400, 1000), "standard": Preset(525, 1150)}
    assert presets_of({**ASIC, "frequencyOptions": []}) is None
    assert presets_of({}) is None
    assert mode_of({**NEWEST, "frequency": 600}, ASIC) == CUSTOM
    assert mode_of({**NEWEST, "frequency": 400, "coreVoltage": 1000}, ASIC) == "eco"


def test_a_named_model_wins_over_the_board_table() -> None:
    assert details.identity_of(NEWEST, ASIC).model == "Gamma"
    assert details.identity_of({**NEWEST, "boardVersion": "205"}, {}).model == "Ultra"
    assert details.identity_of({**NEWEST, "boardVersion": "9"}, {}).model == "BM1370"
    nerd = details.identity_of({**NEWEST, "deviceModel": "NerdQAxe++"}, {})
    assert (nerd.make, nerd.model) == ("NerdAxe", "NerdQAxe++")


def test_passwords_are_never_among_what_is_read_back() -> None:
    pools = [miner_pb2.Pool(url="stratum+tcp://a.example:1", username="u")]
    shown, hidden = settings_of(pools, ["s3cret"], NEWEST)
    assert hidden == {"stratumPassword": "s3cret"}
    assert shown == {
        "stratumURL": "a.example",
        "stratumPort": 1,
        "stratumUser": "u",
        "stratumTLS": 0,
        "fallbackStratumURL": "",
        "fallbackStratumUser": "",
    }


@pytest.mark.parametrize(
    ("urls", "error"),
    [
        ([], InvalidArgumentError),
        (["stratum+tcp://a:1"] * 3, InvalidArgumentError),
        (["http://a:1"], InvalidArgumentError),
        (["stratum+tcp://a:1/path"], InvalidArgumentError),
        (["stratum+tcp://user@a:1"], InvalidArgumentError),
        (["stratum+tcp://a:99999"], InvalidArgumentError),
        (["stratum+tcp://"], InvalidArgumentError),
        (["stratum+ssl://a:1"], UnsupportedError),
    ],
)
def test_pools_that_axeos_cannot_have(urls: list[str], error: type[Exception]) -> None:
    old = {key: value for key, value in NEWEST.items() if not key.endswith("TLS")}
    with pytest.raises(error):
        settings_of([miner_pb2.Pool(url=url) for url in urls], [], old)
    encrypted, _ = settings_of([miner_pb2.Pool(url="stratum+ssl://a:1")], [], NEWEST)
    assert encrypted["stratumTLS"] == 1
