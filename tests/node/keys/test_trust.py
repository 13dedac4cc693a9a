"""What a node believes is on disk, and moves forward only."""

from dataclasses import replace
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.kit.files import UnsafeFileError
from headframe.node.keys.trust import Trust
from tests.core.test_core_keyset import FIRST, NEW_ROOTS, ROOTS, holders, signed

PIN = root_digest(FIRST.root)[:16]
DOCUMENT = signed(FIRST, *ROOTS)


def begun(path: Path) -> Trust:
    return Trust.begin(path, DOCUMENT, org_id="7", root_pin=PIN)


def test_trust_is_kept_and_moves_forward(tmp_path: Path) -> None:
    trust = begun(tmp_path / "keyset.bin")
    rotated = replace(FIRST, version=2, previous_sha256=trust._current.digest, root=holders(*NEW_ROOTS))
    trust.advance(signed(rotated, *ROOTS, *NEW_ROOTS))
    assert Trust.load(tmp_path / "keyset.bin").keyset == rotated


def test_attack_29_a_rollback_changes_nothing(tmp_path: Path) -> None:
    trust = begun(tmp_path / "keyset.bin")
    with pytest.raises(HeadframeError) as refused:
        trust.advance(DOCUMENT)
    assert refused.value.code is Code.COMMAND_UNTRUSTED
    assert Trust.load(tmp_path / "keyset.bin").keyset == FIRST


def test_attack_08_other_roots_than_the_codes_are_not_trusted(tmp_path: Path) -> None:
    with pytest.raises(HeadframeError):
        Trust.begin(tmp_path / "keyset.bin", DOCUMENT, org_id="7", root_pin=bytes(16))
    assert not (tmp_path / "keyset.bin").exists()


def test_a_damaged_or_open_file_is_refused(tmp_path: Path) -> None:
    begun(tmp_path / "keyset.bin")
    (tmp_path / "keyset.bin").chmod(0o644)
    with pytest.raises(UnsafeFileError):
        Trust.load(tmp_path / "keyset.bin")
    (tmp_path / "keyset.bin").chmod(0o600)
    (tmp_path / "keyset.bin").write_bytes(b"\x0a\xff")
    with pytest.raises(HeadframeError, match="damaged"):
        Trust.load(tmp_path / "keyset.bin")
