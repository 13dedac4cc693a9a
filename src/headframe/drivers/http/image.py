"""A firmware image on its way to a device, checked before its last byte goes out."""

import hashlib
from collections.abc import AsyncIterator

from headframe.driver import InvalidArgumentError


async def checked_image(
    first: bytes, rest: AsyncIterator[bytes], *, size_bytes: int, sha256: bytes
) -> AsyncIterator[bytes]:
    """The chunks; the last one is held back until size and hash are right.

    So a device never receives the whole of an image that is not the one announced.

    Raises:
        InvalidArgumentError: the image is too long, too short, or another one.
    """
    digest = hashlib.sha256(first)
    size = len(first)
    held = first
    async for chunk in rest:
        size += len(chunk)
        if size > size_bytes:
            break
        digest.update(chunk)
        yield held
        held = chunk
    if size != size_bytes:
        raise InvalidArgumentError(f"the image is not {size_bytes} bytes long")
    if sha256 and digest.digest() != sha256:
        raise InvalidArgumentError("the image is not the one announced: its SHA-256 differs")
    yield held
