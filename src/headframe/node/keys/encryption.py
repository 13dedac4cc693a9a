"""The node's X25519 key: what the server seals to it, only this node reads."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.kit.sealing import SealingError, SealPurpose, key_id, open_sealed, sealing_info
from headframe.node.keys.keyfile import load_or_create

FILE_NAME = "enc.key"


class EncryptionKey:
    """Opens sealed secrets. Its repr shows the key's id only."""

    def __init__(self, private_key: X25519PrivateKey) -> None:
        self._private = private_key
        self.public_bytes = private_key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_bytes)

    def __repr__(self) -> str:
        return f"EncryptionKey({self.key_id})"

    @classmethod
    def load_or_create(cls, directory: Path) -> "EncryptionKey":
        """The key kept in `directory`, drawn at the first start. Errors as `keyfile.load_or_create`."""
        drawn = load_or_create(directory / FILE_NAME, lambda: X25519PrivateKey.generate().private_bytes_raw())
        return cls(X25519PrivateKey.from_private_bytes(drawn))

    def opener(self, *, org_id: str, node_id: str) -> "SecretOpener":
        """Opens what was sealed to this key for one org and node."""
        return SecretOpener(self, self._private, org_id, node_id)


class SecretOpener:
    """Opens secrets that were sealed to this node, as member of one org."""

    def __init__(self, key: EncryptionKey, private_key: X25519PrivateKey, org_id: str, node_id: str) -> None:
        self._key_id = key.key_id
        self._private = private_key
        self._org_id = org_id
        self._node_id = node_id

    def open(self, secret: SealedSecret, purpose: SealPurpose) -> bytes:
        """What was sealed to this node for this purpose.

        Raises HeadframeError COMMAND_UNTRUSTED for a secret that was sealed to another key, org, node or
        purpose, or changed on its way.
        """
        if secret.recipient_key_id != self._key_id:
            raise HeadframeError(
                Code.COMMAND_UNTRUSTED, "The secret was sealed to another key than this node's present one."
            )
        info = sealing_info(self._org_id, self._node_id, purpose)
        try:
            return open_sealed(self._private, secret.ciphertext, info)
        except SealingError as error:
            raise HeadframeError(Code.COMMAND_UNTRUSTED, str(error)) from error
