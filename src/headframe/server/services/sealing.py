"""Sealing of secrets to nodes, with the newest key that the node has shown."""

from headframe.core.commands.payloads import SealedSecret
from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.kit.sealing import KEY_BYTES, SealingError, SealPurpose, key_id, seal, sealing_info
from headframe.server.services.ports import CommandRouter, Sealer
from headframe.wire.gen.miner.v1 import miner_pb2


class NodeSealer:
    """Seals with HPKE to the key of the node's present stream, else to the key it enrolled with.

    The context is the decimal org id, the decimal node id and the purpose: the node rebuilds the same.
    """

    def __init__(self, router: CommandRouter) -> None:
        self._router = router

    def key_id(self, node: Node) -> str:
        """See `ports.Sealer`."""
        public_key = self._public_key(node)
        return key_id(public_key) if len(public_key) == KEY_BYTES else ""

    def seal(self, node: Node, plaintext: bytes, purpose: SealPurpose) -> SealedSecret:
        """See `ports.Sealer`."""
        public_key = self._public_key(node)
        info = sealing_info(str(node.org_id), str(node.id), purpose)
        try:
            return SealedSecret(key_id(public_key), seal(public_key, plaintext, info))
        except SealingError as error:
            raise HeadframeError(
                Code.NODE_NOT_CONNECTED, f"The node {node.name!r} has shown no usable encryption key yet."
            ) from error

    def _public_key(self, node: Node) -> bytes:
        return self._router.node_encryption_key(node.id) or node.encryption_public_key


def seal_login(sealer: Sealer, node: Node, login: Credentials) -> SealedSecret:
    """A miner's login that `node` alone can open."""
    message = miner_pb2.Credentials(username=login.username, password=login.password)
    return sealer.seal(node, message.SerializeToString(), SealPurpose.PAIR_CREDENTIALS)
