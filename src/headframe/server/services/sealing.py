"""Sealing of secrets to nodes, with the newest key that the node has shown."""

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.kit.sealing import SealingError, SealPurpose, key_id, seal, sealing_info
from headframe.server.services.ports import CommandRouter


class NodeSealer:
    """Seals with HPKE to the key of the node's present stream, else to the key it enrolled with.

    The context is the decimal org id, the decimal node id and the purpose: the node rebuilds the same.
    """

    def __init__(self, router: CommandRouter) -> None:
        self._router = router

    def seal(self, node: Node, plaintext: bytes, purpose: SealPurpose) -> SealedSecret:
        """See `ports.Sealer`."""
        public_key = self._router.node_encryption_key(node.id) or node.encryption_public_key
        info = sealing_info(str(node.org_id), str(node.id), purpose)
        try:
            return SealedSecret(key_id(public_key), seal(public_key, plaintext, info))
        except SealingError as error:
            raise HeadframeError(
                Code.NODE_NOT_CONNECTED, f"The node {node.name!r} has shown no usable encryption key yet."
            ) from error
