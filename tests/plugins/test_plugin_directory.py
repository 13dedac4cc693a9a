"""Directories of sockets are private, and those of killed nodes are cleared away."""

import os
import stat
from pathlib import Path

from headframe.node.plugins.directory import SETTLING_SECONDS, remove_leftovers, socket_directory


def age(directory: Path) -> None:
    past = directory.stat().st_mtime - 2 * SETTLING_SECONDS
    os.utime(directory, (past, past))


def leftover(base: Path, name: str) -> Path:
    directory = base / name
    directory.mkdir()
    (directory / "lock").touch()
    (directory / "a.sock").touch()
    return directory


def test_it_is_private_while_used_and_gone_afterwards(tmp_path: Path) -> None:
    with socket_directory(tmp_path) as directory:
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert not directory.exists()


def test_what_a_killed_node_left_is_removed(tmp_path: Path) -> None:
    old, young, foreign = (leftover(tmp_path, name) for name in ("hf-old", "hf-young", "other"))
    age(old)
    age(foreign)
    remove_leftovers(tmp_path)
    assert [path.exists() for path in (old, young, foreign)] == [False, True, True]


def test_a_directory_in_use_is_left_alone_however_old(tmp_path: Path) -> None:
    with socket_directory(tmp_path) as used:
        age(used)
        with socket_directory(tmp_path):
            assert used.exists()


def test_a_link_of_that_name_is_not_followed(tmp_path: Path) -> None:
    precious = leftover(tmp_path, "precious")
    age(precious)
    (tmp_path / "hf-link").symlink_to(precious)
    os.utime(tmp_path / "hf-link", (0, 0), follow_symlinks=False)
    remove_leftovers(tmp_path)
    assert (precious / "a.sock").exists()
