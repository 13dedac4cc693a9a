"""The parsers against everything: mutated answers and nonsense give a reading or a DeviceError."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.driver import DeviceError, ProtocolError
from headframe.drivers.whatsminer import fault_report, faults
from headframe.drivers.whatsminer.answers import check_api2, check_api3
from headframe.drivers.whatsminer.api2 import crypt, details as details2, sample as sample2, writes as writes2
from headframe.drivers.whatsminer.api3 import details as details3, sample as sample3

KEYS = st.sampled_from(
    [
        *("SUMMARY", "DEVS", "POOLS", "STATUS", "Msg", "Code", "MHS 5s", "HS RT", "MAC", "Power", "Slot"),
        *("Temperature", "Voltage", "error_code", "summary", "edevs", "pools", "hash-realtime", "URL"),
        *("board-temperature", "power", "network", "mac", "vin", "code", "msg", "Accepted", "218", "id"),
    ]
)
LEAVES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=6), inner, max_size=6)
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=8)
TOKEN = crypt.make_token("admin", time="1", salt="BQ5hoXV9", newsalt="jbzkfQls")


def summary_of(tree: Any) -> dict[str, Any]:
    return {"SUMMARY": [tree if isinstance(tree, dict) and tree else {"Elapsed": 1, "x": tree}]}


@settings(deadline=None)
@given(OBJECTS, OBJECTS, OBJECTS)
def test_api_2_answers(summary: dict[str, Any], devs: dict[str, Any], pools: dict[str, Any]) -> None:
    try:
        check_api2(summary)
        reading = sample2.read(summary_of(summary), {"DEVS": [devs]}, {"POOLS": [pools, devs]})
    except DeviceError:
        return
    full = details2.Full({"summary": summary_of(summary), "get_psu": devs, "get_error_code": pools}, reading)
    details2.complete(full)
    details2.details(full).SerializeToString()
    reading.sample.SerializeToString()


@settings(deadline=None)
@given(OBJECTS, OBJECTS, TREES)
def test_api_3_answers(info: dict[str, Any], status: dict[str, Any], summary: Any) -> None:
    with suppress(DeviceError):
        check_api3(info)
    try:
        reading = sample3.read(info, {**status, "summary": summary})
    except DeviceError:
        return
    full = details3.Full(info, status, status, reading)
    details3.details(full).SerializeToString()
    for fault in details3.faults(full):
        fault.SerializeToString()


@settings(deadline=None)
@given(TREES)
def test_lists_of_errors(tree: Any) -> None:
    for fault in fault_report.from_list(tree):
        fault.SerializeToString()


@settings(deadline=None)
@given(st.text(max_size=8))
def test_any_code_has_a_meaning(code: str) -> None:
    assert faults.find(code).meaning.message


@settings(deadline=None)
@given(st.binary(max_size=64), st.text(max_size=40))
def test_any_ciphertext_is_an_answer_or_a_device_error(raw: bytes, data: str) -> None:
    for text in (raw, b'{"enc":"' + data.encode() + b'"}'):
        try:
            writes2.read_answer(TOKEN, text)
        except DeviceError:
            continue


@pytest.mark.parametrize(
    ("code", "meaning", "slot", "chip"),
    [
        ("111", "fan.speed", 1, None),
        ("532", "hash_board.missing", 2, None),
        ("329", "control_board.temperature_sensor", None, None),
        ("321", "hash_board.temperature_sensor", 1, None),
        ("5012", "hash_board.voltage", 2, None),
        ("541234", "hash_board.over_temperature", 1, 234),
        ("5312", "hash_board.chips", 1, 2),
        ("8512", "fan.speed", None, None),
        ("2021", "pool.unreachable", 1, None),
        ("110001", "firmware.integrity", None, None),
        ("77777", "whatsminer.unknown", None, None),
        ("", "whatsminer.unknown", None, None),
    ],
)
def test_codes_carry_slots_and_chips(code: str, meaning: str, slot: int | None, chip: int | None) -> None:
    found = faults.find(code)
    assert (found.meaning.code, found.slot, found.chip) == (meaning, slot, chip)


def test_a_token_challenge_that_is_none_is_refused() -> None:
    with pytest.raises(ProtocolError):
        crypt.make_token("admin", time="1", salt="", newsalt="x$")


def test_the_cipher_is_its_own_inverse_and_hides_the_password() -> None:
    token = crypt.make_token("admin", time="5626", salt="BQ5hoXV9", newsalt="jbzkfQls")
    sent = crypt.encrypt(token.key, {"cmd": "update_pwd", "new": "n3w"})

    assert b"n3w" not in sent
    data = sent.split(b'"data":"')[1].rstrip(b'"}').decode()
    assert crypt.decrypt(token.key, data) == b'{"cmd":"update_pwd","new":"n3w"}'
