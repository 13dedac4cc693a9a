"""Proof of possession: what a node signs to open a session, and to open each stream in it.

The signed bytes name the origin, so a challenge that is relayed from another server is signed in vain, and
the api key alone opens nothing. A stream's proof names its session, method and a counter that is used once,
so that a token read at a TLS terminator opens no stream.
"""

import hashlib
from dataclasses import dataclass

from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import encode_body

POSSESSION_TYPE = "headframe.pop.v1"
STREAM_TYPE = "headframe.stream.v1"
CHALLENGE_BYTES = 32
CHALLENGE_MS = 30_000
SESSION_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Possession:
    """One handshake."""

    origin: str
    org_id: str
    node_id: str
    challenge: bytes
    node_nonce: bytes
    server_nonce: bytes
    api_key_id: str
    generation: int
    incarnation: bytes

    def message(self) -> bytes:
        """The bytes that the identity key signs."""
        body = {
            "origin": self.origin,
            "org_id": self.org_id,
            "node_id": self.node_id,
            "challenge": self.challenge.hex(),
            "node_nonce": self.node_nonce.hex(),
            "server_nonce": self.server_nonce.hex(),
            "api_key_id": self.api_key_id,
            "generation": self.generation,
            "incarnation": self.incarnation.hex(),
        }
        return pae(POSSESSION_TYPE, encode_body(body))


def stream_message(session_token: str, method: str, counter: int) -> bytes:
    """The bytes that the identity key signs to open a stream. The token itself is not in them."""
    token_sha256 = hashlib.sha256(session_token.encode()).hexdigest()
    body = {"session": token_sha256, "method": method, "counter": counter}
    return pae(STREAM_TYPE, encode_body(body))
