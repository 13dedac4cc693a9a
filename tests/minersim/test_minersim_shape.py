"""The comparison that the recorded answers are held to does notice differences."""

import pytest

from tests.minersim.shape import differences


@pytest.mark.parametrize(
    ("recorded", "ours", "found"),
    [
        ({"a": 1}, {"a": 2}, []),
        ({"a": 1}, {}, ["$.a: missing"]),
        ({}, {"a": 1}, ["$.a: not recorded"]),
        ({"a": 1}, {"a": 1.5}, ["$.a: 1.5 where 1"]),
        ({"a": 1.5}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, ["$.a: True where 1"]),
        ({"a": "1"}, {"a": 1}, ["$.a: 1 where '1'"]),
        ({"a": [{"b": 1}]}, {"a": [{"c": 1}]}, ["$.a[0].b: missing", "$.a[0].c: not recorded"]),
        ({"a": [1]}, {"a": []}, ["$.a: empty"]),
        ({"a": []}, {"a": [1]}, []),
        ([1], {"a": 1}, ["$: not a list"]),
    ],
)
def test_differences(recorded: object, ours: object, found: list[str]) -> None:
    assert differences(recorded, ours) == found


def test_extra_keys_can_be_allowed() -> None:
    assert differences({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, extra_ok=True) == []
