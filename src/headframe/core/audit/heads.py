"""The head of the organisation's log as it travels to nodes, which remember it: index, then hash."""

from headframe.core.audit.chain import Head
from headframe.core.signing.errors import SigningError

SERVER_LOG = "server"
"""The name of an organisation's own log. Nodes draw the names of theirs."""
_INDEX_BYTES = 8
_HEAD_BYTES = _INDEX_BYTES + 32


def encode_head(head: Head) -> bytes:
    """Empty for a log without entries."""
    return head.index.to_bytes(_INDEX_BYTES, "big") + head.hash if head.index else b""


def decode_head(encoded: bytes) -> Head:
    """The head of the organisation's log. Raises SigningError for bytes that are none."""
    if not encoded:
        return Head(SERVER_LOG)
    if len(encoded) != _HEAD_BYTES:
        raise SigningError(f"the head of a log has {_HEAD_BYTES} bytes, not {len(encoded)}")
    return Head(SERVER_LOG, int.from_bytes(encoded[:_INDEX_BYTES], "big"), encoded[_INDEX_BYTES:])
