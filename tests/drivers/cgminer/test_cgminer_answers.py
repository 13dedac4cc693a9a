"""What firmware sends that is nearly JSON, and that nothing it sends escapes as a foreign exception."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.driver import DeviceError, ProtocolError, WrongDeviceError
from headframe.drivers.cgminer import answers, identity, values
from headframe.wire.gen.driver.v1 import driver_pb2

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":1}\0', {"a": 1}),
        (b'{"a":1}\x00\x00\n', {"a": 1}),
        (b'{"STATS":[{"a":1}{"b":2}]}', {"STATS": [{"a": 1}, {"b": 2}]}),
        (b'{"STATS":[,{"a":1}]}', {"STATS": [{"a": 1}]}),
        (b'{"a":1,}', {"a": 1}),
        (b'{"a":[1,2,]}', {"a": [1, 2]}),
        (b'{"a":1"b":2}', {"a": 1, "b": 2}),
        (b'{"a":"x" "b":2}', {"a": "x", "b": 2}),
        (b'{"a":nan,"b":-nan,"c":-inf,"d":1}', {"a": None, "b": None, "c": None, "d": 1}),
        (b'{"a":"line\nbreak"}', {"a": "line\nbreak"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
    ],
)
def test_known_faults_of_firmware_are_repaired(raw: bytes, expected: dict[str, Any]) -> None:
    assert answers.parse(raw) == expected


@pytest.mark.parametrize("raw", [b"", b"\0", b"[]", b"1", b'{"a":', b"{" * 100_000, b"\x00\xff" * 50])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(ProtocolError):
        answers.parse(raw)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_device_error(raw: bytes) -> None:
    try:
        found = answers.parse(raw)
    except DeviceError:
        return
    assert isinstance(found, dict)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_sound_json_arrives_as_it_was_sent(tree: dict[str, Any]) -> None:
    sent = json.dumps(answers.plain(tree)).encode()

    assert answers.parse(sent + b"\0") == json.loads(sent)


@settings(deadline=None)
@given(JSON, st.text(max_size=8))
def test_a_value_is_taken_only_where_it_can_be_true(value: Any, key: str) -> None:
    odd: list[str] = []
    source = {key: value}

    found = values.number(source, key, 0.0, 100.0, odd)

    assert found is None or 0.0 <= found <= 100.0
    assert values.text(source, key).isprintable()
    assert len(values.text(source, key)) <= values.TEXT_LIMIT
    assert values.total(source, key, odd) is None or values.total(source, key, odd) in range(2**63)


def test_what_cannot_be_true_is_named_and_what_is_missing_is_not() -> None:
    odd: list[str] = []
    source = {"nan": float("nan"), "hot": 1e308, "word": "abc", "none": "N/A", "empty": "", "flag": True}

    assert [values.number(source, key, 0, 100, odd) for key in (*source, "absent")] == [None] * 7
    assert odd == ["nan", "hot", "word", "flag"]


def test_zero_degrees_is_no_sensor_but_a_fan_may_stand_still() -> None:
    assert values.temperature({"t": 0}, "t", []) is None
    assert values.fan({"f": 0}, "f", []) == 0.0


@settings(deadline=None)
@given(JSON)
def test_plain_json_is_always_json(tree: Any) -> None:
    assert json.loads(json.dumps(answers.plain(tree), allow_nan=False)) is not NotImplemented


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C4:11:04:00:00:01", "c4:11:04:00:00:01"),
        ("c4-11-04-00-00-01", "c4:11:04:00:00:01"),
        ("02:55:97:22:3M:72", ""),
        ("00:00:00:00:00:00", ""),
        ("", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_macs_have_one_spelling(text: object, expected: str) -> None:
    assert identity.mac(text) == expected


def test_a_mac_outweighs_a_serial_and_what_was_not_seen_is_not_compared() -> None:
    target = driver_pb2.Target(expected_mac="C4:11:04:00:00:01", expected_serial="A")

    identity.check(target, seen_mac="c4:11:04:00:00:01", seen_serial="B")
    identity.check(target, seen_mac="", seen_serial="A")
    identity.check(target, seen_mac="", seen_serial="")
    with pytest.raises(WrongDeviceError):
        identity.check(target, seen_mac="c4:11:04:00:00:02", seen_serial="A")
    with pytest.raises(WrongDeviceError):
        identity.check(target, seen_mac="", seen_serial="B")


def test_a_write_needs_a_proof_of_identity() -> None:
    with pytest.raises(WrongDeviceError):
        identity.prove(driver_pb2.Target(expected_mac="c4:11:04:00:00:01"), seen_mac="", seen_serial="A")
    identity.prove(driver_pb2.Target(), seen_mac="", seen_serial="")
