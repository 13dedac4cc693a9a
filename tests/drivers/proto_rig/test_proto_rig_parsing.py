"""No answer, however odd, makes a parser raise; faults and tokens are read as specified."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from headframe.drivers.proto_rig import details
from headframe.drivers.proto_rig.faults import CODES, UNKNOWN, faults_of
from headframe.drivers.proto_rig.login import lifetime_seconds
from headframe.drivers.proto_rig.sample import MINING_STATES, sample_of
from headframe.wire.gen.miner.v1 import miner_pb2

TELEMETRY: dict[str, Any] = {
    "miner": {"hashrate": {"value": 95.5, "unit": "TH/s"}, "power": {"value": 3250, "unit": "W"}},
    "hashboards": [
        {
            "index": 0,
            "serial_number": "HB001",
            "hashrate": {"value": 31.8, "unit": "TH/s"},
            "temperature": {"inlet": 45.2, "outlet": 68.5, "average": 56.85},
            "asics": {
                "hashrate": {"unit": "TH/s", "values": [0.26, 0.0, 0.25]},
                "temperature": {"unit": "C", "values": [72.5, 0, 74.25]},
            },
        }
    ],
    "psus": [{"index": 1, "voltage": {"input": 240.0, "output": 12.1}, "temperature": {"hotspot": 65.5}}],
}
MINING: dict[str, Any] = {"mining-status": {"status": "Mining", "reboot_uptime_s": 521}}
COOLING: dict[str, Any] = {"cooling-status": {"fan_mode": "Auto", "fans": [{"slot": 2, "rpm": 0}]}}
HARDWARE: dict[str, Any] = {
    "hardware-info": {
        "hashboards-info": [{"slot": 1, "hb_sn": "HB001", "mining_asic_count": 100}],
        "cb-info": {"serial_number": "CB"},
    }
}
POOLS: dict[str, Any] = {
    "pools": [{"url": "stratum+tcp://a:1", "user": "u", "status": "Active", "accepted": 3}]
}

_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["nan", "\ud800", "a\x00b", 10**400, -1, 0, float("inf")])
)
_trees = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner), max_leaves=10
)


def _paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    found = [path] if path else []
    for key, value in pairs:
        found += _paths(value, (*path, key))
    return found


def _mutated(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(tree))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


ANSWERS = {"telemetry": TELEMETRY, "mining": MINING, "cooling": COOLING, "hardware": HARDWARE, "pools": POOLS}
PLACES = [(name, path) for name, answer in ANSWERS.items() for path in _paths(answer)]


@given(st.sampled_from(PLACES), _trees)
def test_no_answer_makes_the_parsers_raise(place: tuple[str, tuple[Any, ...]], odd: Any) -> None:
    name, path = place
    answers = {**ANSWERS, name: _mutated(ANSWERS[name], path, odd)}
    sample = sample_of(answers["telemetry"], answers["mining"], answers["cooling"])
    told = details.details_of(
        details.Answers(hardware=answers["hardware"], pools=answers["pools"], errors=odd), answers
    )
    details.add_hardware(sample, answers["hardware"])
    details.add_shares(sample, list(told.pools))
    faults_of(odd)
    assert sample.SerializeToString() is not None
    assert json.loads(told.vendor_json) is not None


@given(_trees.filter(lambda tree: isinstance(tree, dict)))
def test_nor_does_any_object(odd: dict[str, Any]) -> None:
    assert sample_of(odd, odd, odd).SerializeToString() is not None
    details.capabilities_of(odd)
    details.identity_of(odd, odd, odd)
    details.add_board_stats(sample_of(TELEMETRY, odd, odd), {"HB001": {"hashboard-stats": odd}})


@given(st.text() | st.binary().map(lambda raw: f"a.{base64.urlsafe_b64encode(raw).decode()}.b"))
def test_no_token_makes_its_reader_raise(token: str) -> None:
    lifetime = lifetime_seconds(token)
    assert lifetime is None or lifetime > 0


def test_a_token_lives_as_long_as_its_own_clock_says() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"iat": 1000, "exp": 1900}).encode()).decode().rstrip("=")
    assert lifetime_seconds(f"head.{claims}.signature") == 900


def test_chips_of_a_full_poll() -> None:
    sample = sample_of(TELEMETRY, MINING, COOLING)
    assert sample.chip_temperature_c == 74.25
    assert sample.components[0].chips_working == 2


def test_another_unit_is_unknown() -> None:
    odd = _mutated(TELEMETRY, ("miner", "hashrate", "unit"), "GH/s")
    assert not sample_of(odd, MINING, COOLING).HasField("hashrate_hs")


def test_a_rig_before_it_has_mining_status_tells_nothing() -> None:
    sample = sample_of(TELEMETRY, {}, {})
    assert sample.mining_state == miner_pb2.MINING_STATE_UNSPECIFIED
    assert not sample.HasField("fan_rpm")
    assert not sample.HasField("pool_connected")


def test_a_fan_that_stands_still_is_zero_and_not_in_the_mean() -> None:
    sample = sample_of(TELEMETRY, MINING, COOLING)
    fan = sample.components[-1]
    assert (fan.slot, fan.rpm) == (1, 0)
    assert not sample.HasField("fan_rpm")


@pytest.mark.parametrize("status", sorted(MINING_STATES))
def test_every_specified_status_has_a_state(status: str) -> None:
    mining = {"mining-status": {"status": status}}
    assert sample_of({}, mining, {}).mining_state == MINING_STATES[status]


@pytest.mark.parametrize(("source", "code"), sorted(CODES))
def test_every_known_error_has_a_severity_and_a_component(source: str, code: str) -> None:
    told = {"source": source, "slot": 3, "error_code": code, "timestamp": 1764160757, "message": "m"}
    for errors in ([told], {"errors": [told]}):
        (fault,) = faults_of(errors)
        assert fault.code == CODES[source, code][0]
        assert fault.severity != miner_pb2.SEVERITY_UNSPECIFIED
        assert fault.component_kind != miner_pb2.COMPONENT_KIND_UNSPECIFIED
        assert (fault.component_slot, fault.since_ms) == (2, 1764160757000)
        assert fault.vendor_code == f"{source}/{code}"


def test_an_unknown_error_is_kept_by_the_vendors_name() -> None:
    (fault,) = faults_of([{"source": "psu", "slot": 0, "error_code": "New", "message": "what"}])
    assert (fault.code, fault.vendor_code, fault.message) == (UNKNOWN, "psu/New", "what")
    assert not fault.HasField("component_slot")
    assert not fault.HasField("since_ms")
