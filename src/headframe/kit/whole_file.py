"""A private file that is written piece by piece, and is there in whole or not at all."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from headframe.kit.files import FILE_MODE, LEFTOVER_SUFFIX, storage_error, sync_directory


class WholeFile:
    """Replaces `path` on `commit`. Use as a context manager: what was not committed leaves nothing behind.

    Every method blocks, and raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE. The directory must
    be private, so that `ensure_private_dir` removes what a crash cut short.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.urandom(8).hex()}{LEFTOVER_SUFFIX}")
        try:
            descriptor = os.open(
                self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE
            )
        except OSError as error:
            raise storage_error(path, error) from error
        self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._partial.unlink(missing_ok=True)
        try:
            self._file.close()
        except OSError as failed:
            if error is None:
                raise storage_error(self._path, failed) from failed

    def write(self, data: bytes) -> None:
        """Append."""
        try:
            self._file.write(data)
        except OSError as error:
            raise storage_error(self._path, error) from error

    def commit(self) -> None:
        """Bring the content to disk and put it in its place."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._partial.replace(self._path)
            sync_directory(self._path.parent)
        except OSError as error:
            raise storage_error(self._path, error) from error
