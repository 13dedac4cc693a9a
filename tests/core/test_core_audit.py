"""No entry of an audit log is changed, dropped, moved or cut off unseen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from headframe.core.audit.chain import (
    AuditRow,
    Break,
    Head,
    against_witnesses,
    appended,
    first_break,
    head_of,
)
from headframe.core.audit.checkpoints import (
    RECEIPT_TYPE,
    Checkpoint,
    is_due,
    open_checkpoint,
    sign_checkpoint,
)
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import public_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
ENTRIES = st.lists(st.binary(max_size=20), min_size=3, max_size=12, unique=True)


def log_of(entries: list[bytes], log_id: str = "log") -> list[AuditRow]:
    head, rows = Head(log_id), []
    for entry in entries:
        rows.append(appended(head, entry))
        head = head_of(rows[-1])
    return rows


@given(ENTRIES)
def test_a_whole_log_leads_to_its_head(entries: list[bytes]) -> None:
    rows = log_of(entries)
    assert first_break(rows, Head("log")) == head_of(rows[-1])
    assert first_break(rows[1:], head_of(rows[0])) == head_of(rows[-1])


TAMPERING: dict[str, Callable[[list[AuditRow], int], list[AuditRow]]] = {
    "edit": lambda rows, at: [
        *rows[:at],
        replace(rows[at], entry=b"forged entry of an attacker"),
        *rows[at + 1 :],
    ],
    "drop": lambda rows, at: [*rows[:at], *rows[at + 1 :]],
    "swap": lambda rows, at: [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]],
    "insert": lambda rows, at: [*rows[:at], appended(head_of(rows[at]), b"x"), *rows[at:]],
    "repeat": lambda rows, at: [*rows[: at + 1], rows[at], *rows[at + 1 :]],
}


@given(entries=ENTRIES, where=st.floats(0, 0.99), how=st.sampled_from(sorted(TAMPERING)))
def test_attack_52_tampering_shows_at_its_index(entries: list[bytes], where: float, how: str) -> None:
    rows = log_of(entries)
    at = int(where * (len(rows) - 1))
    found = first_break(TAMPERING[how](rows, at), Head("log"))
    assert isinstance(found, Break)
    assert found.index in {at + 1, at + 2}


@given(entries=ENTRIES, kept=st.integers(1, 2))
def test_attack_52_a_log_that_was_cut_off_shows_by_its_witness(entries: list[bytes], kept: int) -> None:
    rows = log_of(entries)
    witness = head_of(rows[-1])
    assert not list(against_witnesses(rows, [witness]))
    assert [found.index for found in against_witnesses(rows[:kept], [witness])] == [kept + 1]
    assert list(against_witnesses([], [witness]))


@given(ENTRIES)
def test_attack_52_a_log_that_was_rewritten_whole_shows_by_its_witness(entries: list[bytes]) -> None:
    rows = log_of(entries)
    rewritten = log_of([b"nothing happened", *entries[1:]])
    assert isinstance(first_break(rewritten, Head("log")), Head)
    assert [found.index for found in against_witnesses(rewritten, [head_of(rows[1])])] == [2]


def test_rows_of_another_log_do_not_pass() -> None:
    assert isinstance(first_break(log_of([b"a"], "other"), Head("log")), Break)


def test_checkpoints_and_receipts_are_not_each_other() -> None:
    checkpoint = Checkpoint("7", "3", head_of(log_of([b"a"])[0]), 1)
    document = sign_checkpoint(checkpoint, KEY)
    assert open_checkpoint(document, public_bytes(KEY)) == checkpoint
    with pytest.raises(SigningError):
        open_checkpoint(document, public_bytes(KEY), document_type=RECEIPT_TYPE)
    with pytest.raises(SigningError):
        open_checkpoint(document, public_bytes(Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)))


def test_checkpoints_come_by_rows_or_by_time() -> None:
    assert is_due(rows=256, since_ms=0)
    assert is_due(rows=1, since_ms=60_000)
    assert not is_due(rows=0, since_ms=10**9)
    assert not is_due(rows=255, since_ms=59_999)
