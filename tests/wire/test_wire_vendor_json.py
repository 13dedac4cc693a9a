"""A device's own answers on their way up."""

import json

import pytest

from headframe.wire.convert.vendor_json import harmless_vendor_json, vendor_answers


def test_secrets_stop_here() -> None:
    told = json.dumps(
        {"pools": [{"url": "stratum+tcp://p", "user": "w.1", "pass": "hunter2"}], "fan": 1}
    ).encode()
    passed_on = harmless_vendor_json(told)
    assert b"hunter2" not in passed_on
    assert vendor_answers(told) == vendor_answers(passed_on) == json.loads(passed_on)
    assert json.loads(passed_on)["pools"][0] == {
        "url": "stratum+tcp://p",
        "user": "w.1",
        "pass": "(redacted)",
    }


@pytest.mark.parametrize("told", [b"", b"xxxx", b'{"a":', b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_not_passed_on(told: bytes) -> None:
    assert harmless_vendor_json(told) == b""
    assert vendor_answers(told) is None


def test_no_number_is_null() -> None:
    assert json.loads(harmless_vendor_json(b'{"temp": NaN, "rate": [Infinity, 1.5]}')) == {
        "temp": None,
        "rate": [None, 1.5],
    }
