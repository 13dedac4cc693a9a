"""One process a directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import touch_private

LOCK = "lock"


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """A private directory for this process alone, for as long as the block. The kernel lets go at death.

    Raises:
        HeadframeError: STORAGE_UNAVAILABLE where another process holds it.
    """
    path = directory / LOCK
    touch_private(path)
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"another process runs on {directory}: stop it first, or give another directory",
            ) from error
        yield
    finally:
        os.close(descriptor)
