"""Keys of devices that do not say who they are."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from headframe.core.devices import Endpoint, Identity
from headframe.core.errors import Code, HeadframeError
from headframe.kit.ids import is_id, system_ids
from headframe.node.discovery import fallback_keys
from headframe.node.discovery.fallback_keys import FallbackKeys

PLACE = Endpoint("10.0.0.1", {"api": 4028})
KIND = Identity(make="Make", model="S1")


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], FallbackKeys]:
    return lambda: FallbackKeys(tmp_path / "fallback.db", system_ids())


def test_a_key_survives_a_restart(reopen: Callable[[], FallbackKeys]) -> None:
    keys = reopen()
    first = keys.key_for("one", PLACE, KIND)
    keys.close()
    again = reopen()
    assert again.key_for("one", PLACE, KIND) == first
    assert is_id(first)
    again.close()


def test_traits_tell_devices_apart(reopen: Callable[[], FallbackKeys]) -> None:
    keys = reopen()
    others = [
        ("two", PLACE, KIND),
        ("one", Endpoint("10.0.0.2", {"api": 4028}), KIND),
        ("one", Endpoint("10.0.0.1", {"api": 4029}), KIND),
        ("one", PLACE, Identity(make="Make", model="S2")),
    ]
    drawn = {keys.key_for(*other) for other in [("one", PLACE, KIND), *others]}
    assert len(drawn) == 5
    keys.close()


def test_the_number_is_bounded(reopen: Callable[[], FallbackKeys], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback_keys, "MAX_KEYS", 1)
    keys = reopen()
    first = keys.key_for("one", PLACE, KIND)
    with pytest.raises(HeadframeError) as caught:
        keys.key_for("two", PLACE, KIND)
    assert caught.value.code is Code.LIMIT_REACHED
    assert keys.key_for("one", PLACE, KIND) == first
    keys.close()


def test_a_damaged_file_is_named(tmp_path: Path, reopen: Callable[[], FallbackKeys]) -> None:
    keys = reopen()
    connection = sqlite3.connect(tmp_path / "fallback.db", isolation_level=None)
    connection.execute("DROP TABLE fallback_key")
    connection.close()
    with pytest.raises(HeadframeError) as caught:
        keys.key_for("one", PLACE, KIND)
    assert caught.value.code is Code.STORAGE_UNAVAILABLE
    assert "fallback.db" in caught.value.message
    keys.close()
