"""Documents with their signatures: made by signers, opened by verifiers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.signing.errors import Flaw, SigningError
from headframe.core.signing.keys import is_signed, key_id, public_bytes
from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import Body, decode_body, encode_body

MAX_SIGNATURES = 32


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; `key_id` is a hint at whose it is and proves nothing."""

    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """The exact bytes that were signed, their type, and who signed."""

    type: str
    body: bytes
    signatures: tuple[Signature, ...]

    def countersigned(self, *keys: Ed25519PrivateKey) -> "SignedDocument":
        """The same document with more signatures."""
        return SignedDocument(self.type, self.body, (*self.signatures, *_signatures(self, keys)))


def sign(document_type: str, body: Body, *keys: Ed25519PrivateKey) -> SignedDocument:
    """A document signed by each of the keys."""
    return SignedDocument(document_type, encode_body(body), ()).countersigned(*keys)


def signers(document: SignedDocument, keys: Mapping[str, bytes]) -> frozenset[bytes]:
    """Which of the public keys, by key id, signed the document: each counts once."""
    if len(document.signatures) > MAX_SIGNATURES:
        raise SigningError(f"a document has at most {MAX_SIGNATURES} signatures")
    message = pae(document.type, document.body)
    return frozenset(
        keys[each.key_id]
        for each in document.signatures
        if each.key_id in keys and is_signed(keys[each.key_id], each.signature, message)
    )


def opened(
    document: SignedDocument,
    document_type: str,
    keys: Mapping[str, bytes],
    known: Collection[str],
    *,
    threshold: int = 1,
) -> Body:
    """The body of a document that enough of the keys signed: verified first, parsed then.

    Raises:
        SigningError: for another type, too few signatures, or a body that is not strict.
    """
    if document.type != document_type:
        raise SigningError(f"a {document_type} was wanted, this is a {document.type[:64]}")
    found = len(signers(document, keys))
    if found < threshold:
        words = f"{found} of the {threshold} signatures that a {document_type} needs"
        raise SigningError(words, Flaw.SIGNATURE)
    return decode_body(document.body, known)


def _signatures(document: SignedDocument, keys: Collection[Ed25519PrivateKey]) -> tuple[Signature, ...]:
    message = pae(document.type, document.body)
    return tuple(Signature(key_id(public_bytes(key)), key.sign(message)) for key in keys)
