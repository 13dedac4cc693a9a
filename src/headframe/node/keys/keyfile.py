"""Key files: raw bytes, 32 unless said otherwise, 0600, in the node's 0700 key directory."""

from collections.abc import Callable
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import create_private, ensure_private_dir, read_private

KEY_BYTES = 32


def load_or_create(path: Path, draw: Callable[[], bytes], *, key_bytes: int = KEY_BYTES) -> bytes:
    """The key in `path`, or a new one drawn and stored durably before it is used.

    Raises UnsafeFileError where the file or its directory is open to others, HeadframeError
    STORAGE_UNAVAILABLE where the file holds no key.
    """
    ensure_private_dir(path.parent)
    try:
        return load(path, key_bytes=key_bytes)
    except FileNotFoundError:
        pass
    key = draw()
    try:
        create_private(path, key)
    except FileExistsError:  # another process of ours was first
        return load(path, key_bytes=key_bytes)
    return key


def load(path: Path, *, key_bytes: int = KEY_BYTES) -> bytes:
    """The key in `path`. Raises FileNotFoundError where there is none; else as `load_or_create`."""
    key = read_private(path, max_bytes=4 * key_bytes)
    if len(key) != key_bytes:
        raise HeadframeError(
            Code.STORAGE_UNAVAILABLE,
            f"{path} holds {len(key)} bytes, not a key of {key_bytes}: put it back from a backup.",
        )
    return key
