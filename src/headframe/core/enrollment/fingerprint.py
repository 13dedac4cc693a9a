"""The fingerprint that people compare: over the organisation, its root, the address, all keys, both nonces.

110 bits of it are shown as ten words. That many need no commitment round: whoever stands between would have
to find a bundle of their own with the same ten words within the fifteen minutes of a code.
"""

import hashlib
from base64 import b32encode
from dataclasses import dataclass

from headframe.core.enrollment.bundle import KeyBundle, bundle_to_body
from headframe.core.signing.pae import pae
from headframe.core.signing.strict_json import encode_body

ENROLL_TYPE = "headframe.enroll.v1"
WORDS = 10
BITS_A_WORD = 11
SHORT_CHARS = 22
"""Characters of base32 that hold the same 110 bits."""


@dataclass(frozen=True, slots=True)
class EnrollmentFacts:
    """What both sides must have seen alike."""

    org_id: str
    root_sha256: bytes
    origin: str
    bundle: KeyBundle
    node_nonce: bytes
    server_nonce: bytes


def fingerprint(facts: EnrollmentFacts) -> bytes:
    """SHA-256 over all of it."""
    body = {
        "org_id": facts.org_id,
        "root_sha256": facts.root_sha256.hex(),
        "origin": facts.origin,
        "bundle": bundle_to_body(facts.bundle),
        "node_nonce": facts.node_nonce.hex(),
        "server_nonce": facts.server_nonce.hex(),
    }
    return hashlib.sha256(pae(ENROLL_TYPE, encode_body(body))).digest()


def word_numbers(digest: bytes) -> tuple[int, ...]:
    """Ten numbers below 2,048: which words of the list to show."""
    bits = int.from_bytes(digest, "big") >> (len(digest) * 8 - WORDS * BITS_A_WORD)
    shifts = range((WORDS - 1) * BITS_A_WORD, -1, -BITS_A_WORD)
    return tuple(bits >> shift & 2**BITS_A_WORD - 1 for shift in shifts)


def short_form(digest: bytes) -> str:
    """The same bits for eyes that do not read the words: base32 in groups of four."""
    text = b32encode(digest).decode()[:SHORT_CHARS]
    return "-".join(text[at : at + 4] for at in range(0, SHORT_CHARS, 4))
