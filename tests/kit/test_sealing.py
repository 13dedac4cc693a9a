"""Sealed secrets open for one key and one context only."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, strategies as st

from headframe.kit.sealing import (
    MAX_PLAINTEXT_BYTES,
    OVERHEAD_BYTES,
    SealingError,
    SealPurpose,
    key_id,
    open_sealed,
    seal,
    sealing_info,
)

KEY = X25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
INFO = sealing_info("org-1", "node-1", SealPurpose.NEW_PASSWORD)


@given(st.binary(max_size=300))
def test_what_is_sealed_opens(plaintext: bytes) -> None:
    sealed = seal(PUBLIC, plaintext, INFO)
    assert len(sealed) == len(plaintext) + OVERHEAD_BYTES
    assert open_sealed(KEY, sealed, INFO) == plaintext


@pytest.mark.parametrize(
    "info",
    [
        sealing_info("org-2", "node-1", SealPurpose.NEW_PASSWORD),
        sealing_info("org-1", "node-2", SealPurpose.NEW_PASSWORD),
        sealing_info("org-1", "node-1", SealPurpose.PAIR_CREDENTIALS),
        sealing_info("org-1n", "ode-1", SealPurpose.NEW_PASSWORD),
        b"",
    ],
)
def test_another_context_does_not_open(info: bytes) -> None:
    with pytest.raises(SealingError):
        open_sealed(KEY, seal(PUBLIC, b"secret", INFO), info)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealingError):
        open_sealed(X25519PrivateKey.generate(), seal(PUBLIC, b"secret", INFO), INFO)


@given(st.data())
def test_any_change_of_the_bytes_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal(PUBLIC, b"secret", INFO))
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    # RFC 7748 ignores the top bit of a public key; HPKE binds the encapsulated bytes all the same.
    sealed[position // 8] ^= 1 << position % 8
    with pytest.raises(SealingError):
        open_sealed(KEY, bytes(sealed), INFO)


@given(st.binary(max_size=120))
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(SealingError):
        open_sealed(KEY, garbage, INFO)


@pytest.mark.parametrize("public", [b"", b"\0" * 32, b"\1" + b"\0" * 31, b"x" * 31])
def test_unusable_public_keys_are_refused(public: bytes) -> None:
    with pytest.raises(SealingError):
        seal(public, b"secret", INFO)


def test_sizes_are_bounded() -> None:
    with pytest.raises(SealingError):
        seal(PUBLIC, bytes(MAX_PLAINTEXT_BYTES + 1), INFO)
    with pytest.raises(SealingError):
        open_sealed(KEY, bytes(MAX_PLAINTEXT_BYTES + OVERHEAD_BYTES + 1), INFO)


def test_key_ids_tell_keys_apart() -> None:
    assert key_id(PUBLIC) == key_id(PUBLIC)
    assert key_id(PUBLIC) != key_id(X25519PrivateKey.generate().public_key().public_bytes_raw())
