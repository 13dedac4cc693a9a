"""The private directory that holds the plugins' sockets, and those that killed nodes left behind."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "hf-"
LOCK = "lock"
SETTLING_SECONDS = 60.0
"""A directory this young may not have its lock yet."""


@contextmanager
def socket_directory(parent: Path | None) -> Iterator[Path]:
    """A new 0700 directory with a short name, removed afterwards; locked for as long as it is in use."""
    base = parent or Path(tempfile.gettempdir())
    remove_leftovers(base)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=base) as name:
        directory = Path(name)
        with (directory / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield directory


def remove_leftovers(base: Path) -> None:
    """Remove directories of ours that nobody holds any more: their node was killed."""
    for directory in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if abandoned(directory):
                shutil.rmtree(directory)


def abandoned(directory: Path) -> bool:
    """Whether a directory is ours, settled, and held by nobody. Raises OSError where that cannot be told."""
    status = directory.lstat()
    if status.st_uid != os.geteuid() or time.time() - status.st_mtime < SETTLING_SECONDS:
        return False
    with (directory / LOCK).open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
