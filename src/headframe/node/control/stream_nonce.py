"""The nonce of the present ControlStream: drawn by the node, so that a captured command is dead elsewhere."""

import secrets

from headframe.core.commands.signed import STREAM_NONCE_BYTES


class StreamNonce:
    """Shared by the session, which sends it in hello, and the verifier, which demands it in commands."""

    def __init__(self) -> None:
        self.current = secrets.token_bytes(STREAM_NONCE_BYTES)

    def draw(self) -> bytes:
        """A new one for a new stream; commands for the one before are dead from here on."""
        self.current = secrets.token_bytes(STREAM_NONCE_BYTES)
        return self.current
