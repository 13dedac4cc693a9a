"""Secrets in what miners say of themselves."""

import pytest
from hypothesis import given, strategies as st

from headframe.core.redaction import MAX_DEPTH, REDACTED, is_secret_name, without_secrets

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
SECRET_NAMES = (
    "pass",
    "Pass",
    "password",
    "poolPassword",
    "wifiPass",
    "admin_passwd",
    "_ant_pool1pw",
    "PWD",
    "access_token",
    "newsalt",
    "apiKey",
    "api-key",
    "key",
    "private_key",
    "Authorization",
    "psk",
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_that_secrets_have(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["user", "url", "Hardware Errors", "keepalive", "monkey", "power", "Fan Speed In", "hashrate", "author"],
)
def test_names_that_measurements_have(name: str) -> None:
    assert not is_secret_name(name)


@given(
    st.sampled_from(SECRET_NAMES), st.text("xyz", min_size=8), st.integers(1, MAX_DEPTH - 2), st.booleans()
)
def test_a_secret_goes_wherever_it_stands(name: str, secret: str, depth: int, listed: bool) -> None:
    value: object = {name: secret, "beside": 1}
    for _ in range(depth - 1):
        value = [value] if listed else {"inner": value}
    cleaned = without_secrets(value)
    assert secret not in repr(cleaned)
    assert REDACTED in repr(cleaned)


@given(JSON)
def test_what_has_no_secret_name_stays(value: object) -> None:
    cleaned = without_secrets({"summary": [value]})
    assert without_secrets(cleaned) == cleaned
    if not isinstance(value, dict | list | str):
        assert cleaned == {"summary": [value]}


def test_logins_in_urls_go_and_empty_or_yes_no_values_stay() -> None:
    said = {"url": "stratum+tcp://worker:hunter2@pool.example:3333", "pass": "", "password_set": True}
    assert without_secrets(said) == {
        "url": f"stratum+tcp://{REDACTED}@pool.example:3333",
        "pass": "",
        "password_set": True,
    }
    assert without_secrets("stratum+tcp://pool.example:3333") == "stratum+tcp://pool.example:3333"


def test_nesting_is_bounded() -> None:
    value: object = "deep"
    for _ in range(MAX_DEPTH):
        value = [value]
    assert "deep" not in repr(without_secrets(value))
