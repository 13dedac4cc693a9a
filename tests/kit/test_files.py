"""Private files: modes, and writes that are whole or not there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import (
    UnsafeFileError,
    check_private_file,
    create_private,
    ensure_private_dir,
    read_private,
    touch_private,
    write_private,
)

WRITER = """
import sys
from pathlib import Path
from headframe.kit.files import write_private
path = Path(sys.argv[1])
print("ready", flush=True)
for round in range(1_000_000):
    write_private(path, bytes([round % 251]) * 65536)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "state" / "keys"
    ensure_private_dir(path)
    return path


def test_a_new_directory_and_its_files_are_private(home: Path) -> None:
    write_private(home / "a", b"1")
    create_private(home / "b", b"2")
    touch_private(home / "c")
    assert home.stat().st_mode & 0o777 == 0o700
    assert [(home / name).stat().st_mode & 0o777 for name in "abc"] == [0o600] * 3
    assert [read_private(home / name) for name in "abc"] == [b"1", b"2", b""]


def test_umask_neither_widens_nor_breaks(tmp_path: Path) -> None:
    before = os.umask(0o277)
    try:
        ensure_private_dir(tmp_path / "keys")
    finally:
        os.umask(before)
    write_private(tmp_path / "keys" / "a", b"1")


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o711, 0o770])
def test_a_wider_directory_is_refused_with_the_cure(home: Path, mode: int) -> None:
    home.chmod(mode)
    with pytest.raises(UnsafeFileError, match="chmod 0700"):
        ensure_private_dir(home)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_wider_file_is_refused_with_the_cure(home: Path, mode: int) -> None:
    write_private(home / "a", b"secret")
    (home / "a").chmod(mode)
    with pytest.raises(UnsafeFileError, match="chmod 0600"):
        read_private(home / "a")
    with pytest.raises(UnsafeFileError, match="chmod 0600"):
        touch_private(home / "a")


def test_links_directories_and_oversized_files_are_refused(home: Path, tmp_path: Path) -> None:
    write_private(home / "a", b"secret")
    (home / "link").symlink_to(home / "a")
    (home / "dir").mkdir()
    for name in ("link", "dir"):
        with pytest.raises((UnsafeFileError, IsADirectoryError)):
            read_private(home / name)
        with pytest.raises(UnsafeFileError):
            check_private_file(home / name)
    with pytest.raises(UnsafeFileError, match="larger"):
        read_private(home / "a", max_bytes=5)
    (tmp_path / "to-keys").symlink_to(home)
    with pytest.raises(UnsafeFileError, match="not a directory"):
        ensure_private_dir(tmp_path / "to-keys")


def test_create_never_replaces(home: Path) -> None:
    create_private(home / "key", b"first")
    with pytest.raises(FileExistsError):
        create_private(home / "key", b"second")
    assert read_private(home / "key") == b"first"
    assert [path.name for path in home.iterdir()] == ["key"]


def test_leftovers_of_a_crash_are_cleared(home: Path) -> None:
    write_private(home / ".key.0011.partial", b"half")
    ensure_private_dir(home)
    assert list(home.iterdir()) == []


def test_kill_9_leaves_a_whole_file(home: Path) -> None:
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home / "a")], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            written = (home / "a").exists()
            while not written:
                written = (home / "a").exists()
            process.send_signal(signal.SIGKILL)
        content = read_private(home / "a")
        assert len(content) == 65536
        assert len(set(content)) == 1


DISK_FULL = """
import sys
from pathlib import Path
from headframe.core.errors import HeadframeError
from headframe.kit.files import read_private, write_private
path = Path(sys.argv[1]) / "a"
write_private(path, b"old" * 1000)
try:
    write_private(path, bytes(1_000_000))
except HeadframeError as error:
    left = sorted(each.name for each in path.parent.iterdir())
    print(error.code, read_private(path) == b"old" * 1000, left)
"""


def test_a_full_disk_keeps_the_old_content(home: Path) -> None:
    script = 'mount -t tmpfs -o size=128k,mode=0700 none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(home), sys.executable, DISK_FULL]
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces here: the full disk cannot be made")
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert done.stdout == "storage_full True ['a']\n", done.stderr


def test_a_missing_directory_is_named(home: Path) -> None:
    with pytest.raises(HeadframeError) as caught:
        write_private(home / "gone" / "a", b"1")
    assert caught.value.code is Code.STORAGE_UNAVAILABLE
