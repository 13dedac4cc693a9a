"""Checkpoints: the node's attest key under where its log ends."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.audit.checkpoints import Checkpoint, sign_checkpoint
from headframe.core.signing.keys import key_id, public_bytes
from headframe.kit.clock import Clock
from headframe.node.audit.rows import Log
from headframe.node.audit.sending import SignedHead
from headframe.wire.convert.documents import document_to_wire


@dataclass(frozen=True, slots=True)
class Attestor:
    """Signs for one node of one organisation."""

    org_id: str
    node_id: str
    key: Ed25519PrivateKey
    clock: Clock

    @property
    def key_id(self) -> str:
        """The id of the attest key."""
        return key_id(public_bytes(self.key))

    def signed(self, log: Log) -> SignedHead:
        """A checkpoint of where a log ends."""
        checkpoint = Checkpoint(self.org_id, self.node_id, log.head, self.clock.now_ms())
        document = document_to_wire(sign_checkpoint(checkpoint, self.key))
        return SignedHead(log.position, log.head.index, self.key_id, document.SerializeToString())
