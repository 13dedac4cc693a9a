"""The root and admin keys, where this server holds them: which files are in force, and which go."""

from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.keyset.records import Custody, Keyset
from headframe.core.signing.keys import key_id, public_bytes
from headframe.server.services.keys.chain import ADMIN, ROOT
from headframe.server.services.keys.sealed import SealedKeys

NEXT_ROOT = "root-next"
"""A root key on its way into a Keyset; a start that was cut short finds it here."""

Held: TypeAlias = Ed25519PrivateKey | None


def next_root(sealed: SealedKeys) -> Ed25519PrivateKey:
    """Another root key, on disk, to be named in the next Keyset."""
    return sealed.load_or_draw(NEXT_ROOT)


def held_root_and_admin(sealed: SealedKeys, keyset: Keyset) -> tuple[Held, Held]:
    """The keys under this Keyset. With custody `operator` what is left of them here is removed."""
    if keyset.custody is Custody.OPERATOR:
        for name in (ROOT, NEXT_ROOT, ADMIN):
            sealed.remove(name)
        return None, None
    following = sealed.load(NEXT_ROOT)
    if following is not None and key_id(public_bytes(following)) in keyset.root.by_id():
        sealed.replace(ROOT, following)
        sealed.remove(NEXT_ROOT)
    return sealed.load(ROOT), sealed.load(ADMIN)
