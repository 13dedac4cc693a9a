"""A node's log as the server takes it in: each row once, in order, and never another one in its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from headframe.core.audit.chain import AuditRow, Head, entry_hash, head_of
from headframe.core.audit.entries import MAX_ENTRY_BYTES
from headframe.core.errors import Code, HeadframeError

MAX_ROWS = 512
"""Rows of one batch."""
MAX_INDEX = 2**53 - 1
LOG_ID = "[0-9A-Za-z_-]{1,64}"
"""The pattern of a log's name."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a batch is new. `fork`: the index at which another row is known already; 0 for none."""

    rows: Sequence[AuditRow] = field(default_factory=tuple)
    fork: int = 0


def check_batch(rows: Sequence[AuditRow]) -> None:
    """Raises HeadframeError INVALID_REQUEST for rows that no honest node sends."""
    if len(rows) > MAX_ROWS or len({row.log_id for row in rows}) > 1:
        raise HeadframeError(Code.INVALID_REQUEST, f"a batch has at most {MAX_ROWS} rows, of one log")
    for row in rows:
        if not re.fullmatch(LOG_ID, row.log_id) or not 0 < row.index <= MAX_INDEX:
            raise HeadframeError(Code.INVALID_REQUEST, "a row names its log, and its index from 1 on")
        if len(row.entry) > MAX_ENTRY_BYTES or row.hash != entry_hash(row.previous, row.entry):
            raise HeadframeError(Code.INVALID_REQUEST, f"the hash of row {row.index} does not fit its entry")


def taken(head: Head, known: Mapping[int, bytes], rows: Sequence[AuditRow]) -> Taken:
    """What to store of checked rows behind `head`: the contiguous part. `known` are hashes of stored rows."""
    new: list[AuditRow] = []
    for row in sorted(rows, key=lambda each: each.index):
        if row.index <= head.index:
            kept = next((each.hash for each in new if each.index == row.index), known.get(row.index))
            if kept != row.hash:
                return Taken(tuple(new), row.index)
        elif row.index > head.index + 1:
            break
        elif row.previous != head.hash:
            return Taken(tuple(new), row.index)
        else:
            new.append(row)
            head = head_of(row)
    return Taken(tuple(new))
