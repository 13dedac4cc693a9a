"""The chain: each hash covers the one before it and the entry's exact bytes.

An edit, a drop or a swap breaks the chain where it happened. Cutting off the end breaks nothing by itself:
that is what checkpoints are for, which the other side keeps.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headframe.core.signing.pae import pae

AUDIT_TYPE = "headframe.audit.v1"
START = bytes(32)
"""Stands before the first entry of a log."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of a log. `index` counts from 1; `entry` are the bytes that the hash covers."""

    log_id: str
    index: int
    previous: bytes
    entry: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: the newest index and its hash."""

    log_id: str
    index: int = 0
    hash: bytes = START


def entry_hash(previous: bytes, entry: bytes) -> bytes:
    """`SHA-256(PAE(type, previous || entry))`."""
    return hashlib.sha256(pae(AUDIT_TYPE, previous + entry)).digest()


def appended(head: Head, entry: bytes) -> AuditRow:
    """The row that follows."""
    return AuditRow(head.log_id, head.index + 1, head.hash, entry, entry_hash(head.hash, entry))


def head_of(row: AuditRow) -> Head:
    """The end of a log whose newest row this is."""
    return Head(row.log_id, row.index, row.hash)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a log does not hold: the first index that is wrong, and why."""

    log_id: str
    index: int
    reason: str


def first_break(rows: Iterable[AuditRow], start: Head) -> Break | Head:
    """The first break of rows that follow `start`, or the head that they lead to."""
    head = start
    for row in rows:
        reason = _wrong(row, head)
        if reason:
            return Break(start.log_id, head.index + 1, reason)
        head = head_of(row)
    return head


def _wrong(row: AuditRow, head: Head) -> str:
    if row.log_id != head.log_id:
        return "an entry of another log"
    if row.index != head.index + 1:
        return f"entry {row.index} stands where {head.index + 1} belongs"
    if row.previous != head.hash:
        return "it does not follow the entry before it"
    if row.hash != entry_hash(row.previous, row.entry):
        return "its hash does not fit what it says"
    return ""


def against_witnesses(rows: Iterable[AuditRow], witnesses: Iterable[Head]) -> Iterator[Break]:
    """Breaks with what the other side has seen of the same log: rewritten, or cut off at the end."""
    seen = {head.index: head.hash for head in witnesses}
    last, log_id = 0, ""
    for row in rows:
        last, log_id = row.index, row.log_id
        if row.index in seen and seen[row.index] != row.hash:
            yield Break(row.log_id, row.index, "the other side has seen another entry here")
    if seen and max(seen) > last:
        yield Break(log_id, last + 1, f"cut off: the other side has seen {max(seen)} entries")
