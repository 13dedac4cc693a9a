"""A node's keys: drawn once, private, and counted handshakes that never come twice."""

from pathlib import Path

import pytest

from headframe.core.enrollment.bundle import checked_bundle
from headframe.core.errors import HeadframeError
from headframe.kit.files import UnsafeFileError
from headframe.node.keys.identity import GENERATION, NodeIdentity

INCARNATION = bytes(16)
FILES = ("identity.key", "attest.key", "enc.key", "miner.key", "tls.key")


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
