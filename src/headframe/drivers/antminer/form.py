"""A form with one file, as `upgrade.cgi` reads it: one boundary line, headers, a blank line, the file."""

import os
from collections.abc import AsyncIterator

FILE_NAME = "firmware.bmu"


class Form:
    """The body and the headers of one upload of `size_bytes`."""

    def __init__(self, size_bytes: int) -> None:
        boundary = f"headframe-{os.urandom(12).hex()}"
        self._head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{FILE_NAME}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + size_bytes + len(self._tail)),
        }

    async def body(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The whole body in chunks."""
        yield self._head
        async for chunk in chunks:
            if chunk:
                yield chunk
        yield self._tail
