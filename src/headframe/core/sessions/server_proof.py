"""What a server signs at the beginning of a handshake: that it answers now, and what time it is.

The node's nonce makes the answer fresh, so the time in it can be learnt by a node whose own clock is wrong
by years. Nobody but an issuer of the node's organisation can tell it.
"""

from dataclasses import dataclass

from headframe.core.keyset.records import Keyset
from headframe.core.keyset.scope import issuer_key
from headframe.core.signing.documents import SignedDocument, opened
from headframe.core.signing.errors import SigningError
from headframe.core.signing.reading import Members
from headframe.core.signing.strict_json import Body, decode_body

PROOF_TYPE = "headframe.serverproof.v1"
SESSION_CLASS = "SESSION"
"""Stands for the class of commands where an issuer's scope is asked for handshakes."""
MEMBERS = frozenset(
    {"org_id", "node_id", "key_id", "challenge", "node_nonce", "server_nonce", "server_time_ms"}
)
NONCE_BYTES = 32
CLOCK_SLACK_MS = 86_400_000
"""How far behind the making of a Keyset a server's clock may be."""


@dataclass(frozen=True, slots=True)
class ServerProof:
    """One answer to BeginAuth."""

    org_id: str
    node_id: str
    key_id: str
    challenge: bytes
    node_nonce: bytes
    server_nonce: bytes
    server_time_ms: int

    def body(self) -> Body:
        """What the issuer signs."""
        return {
            "org_id": self.org_id,
            "node_id": self.node_id,
            "key_id": self.key_id,
            "challenge": self.challenge.hex(),
            "node_nonce": self.node_nonce.hex(),
            "server_nonce": self.server_nonce.hex(),
            "server_time_ms": self.server_time_ms,
        }


def check_server_proof(document: SignedDocument, expected: ServerProof, keyset: Keyset) -> None:
    """Raises SigningError unless an issuer of the Keyset signed just this, in its window by the told time.

    `expected` holds what the answer says beside the document; its `key_id` is taken from the body.
    """
    named = Members(decode_body(document.body, MEMBERS)).text("key_id")
    key = issuer_key(
        keyset,
        named,
        node_id=expected.node_id,
        command_class=SESSION_CLASS,
        at_ms=expected.server_time_ms,
    )
    body = opened(document, PROOF_TYPE, {named: key}, MEMBERS)
    if body != {**expected.body(), "key_id": named}:
        raise SigningError("the server's proof is of another handshake")
    if expected.server_time_ms < keyset.issued_at_ms - CLOCK_SLACK_MS:
        raise SigningError("the server's time is before that of its own Keyset: set the server's clock")
