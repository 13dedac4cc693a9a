"""Private files: who may read them, and writes that are there in whole or not at all after a crash.

A private directory is 0700 and a private file 0600, both owned by this process's user. Wider modes are
refused and never mended silently: whoever could read a key may have read it.
"""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from headframe.core.errors import Code, HeadframeError

DIRECTORY_MODE = 0o700
FILE_MODE = 0o600
MAX_PRIVATE_BYTES = 4 * 1024 * 1024
"""The most that `read_private` reads unless told otherwise."""

_OTHERS = 0o077
LEFTOVER_SUFFIX = ".partial"
"""Hidden files of this ending are writes that were cut short."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnsafeFileError(Exception):
    """A private file or directory is open to others, not ours, or not what it should be. Refuse to start."""


def ensure_private_dir(path: Path) -> None:
    """Make `path` a private directory, with its parents; refuse an existing one that is not private.

    Removes what writes left behind that a crash cut short.
    """
    try:
        path.mkdir(mode=DIRECTORY_MODE, parents=True)
    except FileExistsError:
        check_private_dir(path)
        _remove_leftovers(path)
    else:
        path.chmod(DIRECTORY_MODE)  # an odd umask may have taken away the owner's own bits
        sync_directory(path.parent)


def check_private_dir(path: Path) -> None:
    """Raise UnsafeFileError unless `path` is a directory of ours that nobody else can enter."""
    _check(path, path.lstat(), stat.S_ISDIR, "directory", DIRECTORY_MODE)


def check_private_file(path: Path) -> None:
    """Raise UnsafeFileError unless `path` is a plain file of ours that nobody else can read."""
    _check(path, path.lstat(), stat.S_ISREG, "plain file", FILE_MODE)


def read_private(path: Path, *, max_bytes: int = MAX_PRIVATE_BYTES) -> bytes:
    """The content of a private file, checked on the very file that is read.

    Raises FileNotFoundError where there is none, UnsafeFileError where it is not private or too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnsafeFileError(f"{path} is a symbolic link; put the file itself there.") from error
        raise
    with os.fdopen(descriptor, "rb") as file:
        _check(path, os.fstat(file.fileno()), stat.S_ISREG, "plain file", FILE_MODE)
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UnsafeFileError(f"{path} is larger than {max_bytes} bytes; it is not the file it should be.")
    return content


def write_private(path: Path, content: bytes) -> None:
    """Replace `path` with `content`: after a crash it holds the old or the new content, never a part.

    On return the content is on disk. Raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE; `path` is
    then as it was.
    """
    _write(path, content, exclusive=False)


def create_private(path: Path, content: bytes) -> None:
    """Like `write_private`, but raises FileExistsError where there is a file already."""
    _write(path, content, exclusive=True)


def touch_private(path: Path) -> None:
    """Make sure that `path` is a private file, empty if new: for files that a library then opens."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE))
    except FileExistsError:
        check_private_file(path)
    except OSError as error:
        raise storage_error(path, error) from error
    else:
        sync_directory(path.parent)


def _write(path: Path, content: bytes, *, exclusive: bool) -> None:
    partial = path.with_name(f".{path.name}.{os.urandom(8).hex()}{LEFTOVER_SUFFIX}")
    try:
        _write_synced(partial, content)
        if exclusive:
            os.link(partial, path)
        else:
            partial.replace(path)
        sync_directory(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        partial.unlink(missing_ok=True)


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Bring the names in a directory to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(path: Path) -> None:
    for leftover in path.glob(f".*{LEFTOVER_SUFFIX}"):
        leftover.unlink(missing_ok=True)


def _check(path: Path, status: os.stat_result, is_kind: Callable[[int], bool], kind: str, mode: int) -> None:
    if not is_kind(status.st_mode):
        raise UnsafeFileError(f"{path} is not a {kind}.")
    if status.st_uid != os.geteuid():
        raise UnsafeFileError(f"{path} belongs to uid {status.st_uid}; it must belong to uid {os.geteuid()}.")
    found = stat.S_IMODE(status.st_mode)
    if found & _OTHERS:
        raise UnsafeFileError(
            f"{path} has mode {found:04o}, open to others; if nobody read it: chmod {mode:04o} {path}"
        )


def storage_error(path: Path, error: OSError) -> HeadframeError:
    """STORAGE_FULL or STORAGE_UNAVAILABLE for what a write to `path` raised."""
    code = Code.STORAGE_FULL if error.errno in _FULL else Code.STORAGE_UNAVAILABLE
    return HeadframeError(code, f"{path} could not be written: {os.strerror(error.errno or 0)}")
