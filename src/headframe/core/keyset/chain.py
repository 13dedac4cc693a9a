"""Which Keyset a verifier goes by, and which next one it accepts.

The rules of TUF's root of trust: the first is pinned by its digest; version N+1 is signed by the threshold
of N's root and of its own, names N's digest, and is of the same organisation. So nothing is skipped, forked
or rolled back, no issuer can sign one, and nobody can name root keys that they do not hold.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from headframe.core.keyset.bodies import KEYSET_TYPE, MEMBERS, keyset_from_body
from headframe.core.keyset.records import KeyHolders, Keyset
from headframe.core.signing.documents import SignedDocument, opened
from headframe.core.signing.errors import SigningError
from headframe.core.signing.strict_json import decode_body


@dataclass(frozen=True, slots=True)
class TrustedKeyset:
    """A Keyset that was accepted, and its document to keep and to pass on."""

    keyset: Keyset
    document: SignedDocument

    @property
    def digest(self) -> bytes:
        """SHA-256 of its body: what the next version names."""
        return body_digest(self.document)


def body_digest(document: SignedDocument) -> bytes:
    """SHA-256 of a document's body."""
    return hashlib.sha256(document.body).digest()


def root_digest(root: KeyHolders) -> bytes:
    """SHA-256 over a root's keys and threshold: what a one-time code pins."""
    text = b"headframe.root.v1\0%d\0" % root.threshold + b"".join(sorted(root.keys))
    return hashlib.sha256(text).digest()


def pinned(document: SignedDocument, *, org_id: str, root_pin: bytes) -> TrustedKeyset:
    """The Keyset that a node begins with: any version, whose root begins with the pin of its code.

    Raises:
        SigningError: where the root is another one, or did not sign.
    """
    claimed = keyset_from_body(decode_body(document.body, MEMBERS))
    if not root_pin or not root_digest(claimed.root).startswith(root_pin):
        raise SigningError("the server's root keys are not those that the code names")
    keyset = _signed_by(document, claimed.root)
    if keyset.org_id != org_id:
        raise SigningError("the Keyset is another organisation's")
    return TrustedKeyset(keyset, document)


def reopened(document: SignedDocument) -> TrustedKeyset:
    """A Keyset that this side made or put away itself: whole, and signed by its own root."""
    claimed = keyset_from_body(decode_body(document.body, MEMBERS))
    return TrustedKeyset(_signed_by(document, claimed.root), document)


def walked(documents: Iterable[SignedDocument]) -> TrustedKeyset | None:
    """The newest of a chain that this side kept, each link looked at; None for an empty one.

    Raises:
        SigningError: where the chain does not begin with the first version, or is broken.
    """
    chain = iter(documents)
    first = next(chain, None)
    if first is None:
        return None
    current = reopened(first)
    if current.keyset.version != 1:
        raise SigningError("the chain does not begin with the first Keyset")
    for document in chain:
        current = advanced(current, document)
    return current


def advanced(current: TrustedKeyset, document: SignedDocument) -> TrustedKeyset:
    """The next version.

    Raises:
        SigningError: where any rule of the chain is broken; the current one stays in force.
    """
    keyset = _signed_by(document, current.keyset.root)
    _signed_by(document, keyset.root)
    if keyset.org_id != current.keyset.org_id:
        raise SigningError("the Keyset is another organisation's")
    if keyset.version != current.keyset.version + 1:
        raise SigningError(f"version {keyset.version} does not follow {current.keyset.version}")
    if keyset.previous_sha256 != current.digest:
        raise SigningError("the Keyset follows another one than the one in force")
    return TrustedKeyset(keyset, document)


def _signed_by(document: SignedDocument, root: KeyHolders) -> Keyset:
    return keyset_from_body(opened(document, KEYSET_TYPE, root.by_id(), MEMBERS, threshold=root.threshold))
