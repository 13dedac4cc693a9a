"""Api keys of nodes: minted for an approved node, sealed to it, and never seen again in the clear."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.records import NodeApiKey
from headframe.kit.sealing import SealingError, SealPurpose, key_id, seal, sealing_info

KEY_ID_PREFIX, SECRET_PREFIX = "nk_", "hfn_"
KEY_ID_BYTES, SECRET_BYTES = 9, 32


def mint(*, org_id: int, node_id: int, encryption_key: bytes, now_ms: int) -> NodeApiKey:
    """A new key. Its secret is only in `sealed`, readable with the node's encryption key alone.

    Raises:
        HeadframeError: INVALID_REQUEST where nothing can be sealed to that key.
    """
    secret = SECRET_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    info = sealing_info(str(org_id), str(node_id), SealPurpose.NODE_API_KEY)
    try:
        sealed = SealedSecret(key_id(encryption_key), seal(encryption_key, secret.encode(), info))
    except SealingError as error:
        raise HeadframeError(
            Code.INVALID_REQUEST, f"the node's encryption key is unusable: {error}"
        ) from error
    return NodeApiKey(
        key_id=KEY_ID_PREFIX + secrets.token_urlsafe(KEY_ID_BYTES),
        org_id=org_id,
        node_id=node_id,
        secret_sha256=secret_digest(secret),
        created_at_ms=now_ms,
        sealed=sealed,
    )


def secret_digest(secret: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(b"headframe.node-api-key.v1\0" + secret.encode()).digest()


def matching(keys: Sequence[NodeApiKey], wanted: str, secret: str) -> NodeApiKey | None:
    """The key of that id, if the secret is its own."""
    key = next((each for each in keys if each.key_id == wanted), None)
    digest = key.secret_sha256 if key else bytes(hashlib.sha256().digest_size)
    return key if hmac.compare_digest(secret_digest(secret), digest) and key else None


def has_ended(key: NodeApiKey, keys: Sequence[NodeApiKey], *, at_ms: int) -> bool:
    """Whether a key is over. One that was followed by another lasts until that one was used.

    So a node that was away for longer than the two overlap still comes back, and is given the new one.
    """
    if key.ends_at_ms is None or at_ms < key.ends_at_ms:
        return False
    later = (each for each in keys if each.created_at_ms > key.created_at_ms)
    followed = [each.first_used_ms is not None for each in later]
    return any(followed) or not followed


def replacement(key: NodeApiKey, keys: Sequence[NodeApiKey]) -> NodeApiKey | None:
    """The newest key, where it is another one and still waits for its node."""
    newest = max(keys, key=lambda each: each.created_at_ms)
    return newest if newest.key_id != key.key_id and newest.sealed else None
