"""A file written piece by piece: in whole or not at all, and private."""

import stat
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import ensure_private_dir
from headframe.kit.whole_file import WholeFile


def test_it_appears_when_it_is_committed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with WholeFile(path) as file:
        file.write(b"ne")
        assert path.read_bytes() == b"old"
        file.write(b"w")
        file.commit()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    with WholeFile(tmp_path / "x") as file:
        file.write(b"x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_leaves_is_removed_at_the_start(tmp_path: Path) -> None:
    directory = tmp_path / "private"
    ensure_private_dir(directory)
    file = WholeFile(directory / "x")
    file.write(b"half")
    assert len(list(directory.iterdir())) == 1
    ensure_private_dir(directory)
    assert list(directory.iterdir()) == []
    with file:
        pass


def test_a_directory_that_is_not_there_is_no_room(tmp_path: Path) -> None:
    with pytest.raises(HeadframeError) as missing:
        WholeFile(tmp_path / "nowhere" / "x")
    assert missing.value.code is Code.STORAGE_UNAVAILABLE
