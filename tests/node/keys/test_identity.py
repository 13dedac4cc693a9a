"""A node's keys: drawn once, private, and counted handshakes that never come twice."""

from pathlib import Path

import pytest

from headframe.core.enrollment.bundle import checked_bundle
from headframe.core.errors import HeadframeError
from headframe.kit.files import UnsafeFileError
from headframe.node.keys.identity import (
    CONFIRMED,
    GENERATION,
    KEY_FILES,
    KEYS,
    NEXT,
    NodeIdentity,
    confirm_next,
    drop_next,
    has_next,
    load_identity,
    next_identity,
)

INCARNATION = bytes(16)
FILES = KEY_FILES


def test_the_keys_stay_the_same_from_start_to_start(tmp_path: Path) -> None:
    first = NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION).bundle()
    again = NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION).bundle()
    assert checked_bundle(first) == again


@pytest.mark.parametrize("name", FILES)
def test_attack_62_a_key_that_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION)
    (tmp_path / "keys" / name).chmod(0o644)
    with pytest.raises(UnsafeFileError):
        NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_key_is_named(tmp_path: Path, name: str) -> None:
    NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION)
    (tmp_path / "keys" / name).write_bytes(b"short")
    with pytest.raises(HeadframeError, match=name):
        NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION)


def test_handshakes_are_counted_on_disk(tmp_path: Path) -> None:
    identity = NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION)
    assert [identity.next_generation(), identity.next_generation()] == [1, 2]
    assert NodeIdentity.load_or_create(tmp_path / "keys", INCARNATION).next_generation() == 3
    (tmp_path / "keys" / GENERATION).write_bytes(b"many")
    with pytest.raises(HeadframeError, match="backup"):
        identity.next_generation()


def test_next_keys_take_the_place_of_the_present_ones(tmp_path: Path) -> None:
    present = load_identity(tmp_path)
    present.next_generation()
    following = next_identity(present)
    assert following.bundle() == next_identity(present).bundle() != present.bundle()
    assert load_identity(tmp_path).bundle() == present.bundle()
    assert not present.was_replaced()
    confirm_next(present)
    assert present.was_replaced()
    taken = load_identity(tmp_path, drawn=False)
    assert not taken.was_replaced()
    assert (taken.bundle(), taken.incarnation) == (following.bundle(), present.incarnation)
    assert taken.next_generation() == 2
    assert not has_next(taken)


@pytest.mark.parametrize("moved", range(len(FILES) + 1))
def test_keys_that_were_half_replaced_are_replaced_at_the_next_start(tmp_path: Path, moved: int) -> None:
    present = load_identity(tmp_path)
    following = next_identity(present).bundle()
    keys = tmp_path / KEYS
    (keys / NEXT / CONFIRMED).touch(0o600)
    for name in FILES[:moved]:  # and then it was killed
        (keys / NEXT / name).replace(keys / name)
    assert not present.was_replaced(), "not before all of them are there"
    assert load_identity(tmp_path, drawn=False).bundle() == following


def test_next_keys_that_nobody_approved_are_forgotten(tmp_path: Path) -> None:
    present = load_identity(tmp_path)
    before = next_identity(present).bundle()
    drop_next(present)
    assert not has_next(present)
    assert next_identity(present).bundle() != before


@pytest.mark.parametrize("name", FILES)
def test_a_key_that_has_to_be_there_is_not_drawn(tmp_path: Path, name: str) -> None:
    load_identity(tmp_path)
    (tmp_path / KEYS / name).unlink()
    with pytest.raises(HeadframeError, match=name):
        load_identity(tmp_path, drawn=False)
    assert not (tmp_path / KEYS / name).exists()
