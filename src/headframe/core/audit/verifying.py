"""Does a log hold? Row by row, and against what others have seen of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from headframe.core.audit.chain import AuditRow, Break, Head, first_break
from headframe.core.audit.checkpoints import CHECKPOINT_TYPE, MEMBERS, read_checkpoint
from headframe.core.audit.entries import EVENT, decode_entry
from headframe.core.audit.events import NodeEvent
from headframe.core.audit.heads import SERVER_LOG
from headframe.core.signing.documents import SignedDocument, opened
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id
from headframe.core.signing.strict_json import decode_body


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody has seen this head of the log. `who` completes "has seen another entry here"."""

    head: Head
    who: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one log: rows looked at, witnesses that agree, and the first thing wrong."""

    head: Head
    rows: int
    witnesses: int
    broken: Break | None = None


def verified(
    rows: Iterable[AuditRow], start: Head, witnesses: Sequence[Witness], *, is_end: bool = True
) -> Verdict:
    """Rows that follow `start`. `is_end`: they are the log's last, so what was seen behind is cut off."""
    seen = _Seen(start, {witness.head.index for witness in witnesses})
    found = first_break(seen.of(rows), start)
    breaks = [found] if isinstance(found, Break) else []
    for witness in witnesses:
        index, known = witness.head.index, seen.hashes.get(witness.head.index)
        if known is not None and known != witness.head.hash:
            breaks.append(Break(start.log_id, index, f"{witness.who} has seen another entry here"))
        elif is_end and isinstance(found, Head) and index > found.index:
            words = f"cut off: {witness.who} has seen {index} entries"
            breaks.append(Break(start.log_id, found.index + 1, words))
    agree = sum(seen.hashes.get(witness.head.index) == witness.head.hash for witness in witnesses)
    return Verdict(found if isinstance(found, Head) else start, seen.count, agree, earliest(*breaks))


class _Seen:
    """Counts rows on their way through, and remembers the hashes that are asked for."""

    def __init__(self, start: Head, wanted: set[int]) -> None:
        self._wanted = wanted
        self.count = 0
        self.hashes = {start.index: start.hash} if start.index else {}

    def of(self, rows: Iterable[AuditRow]) -> Iterator[AuditRow]:
        for row in rows:
            self.count += 1
            if row.index in self._wanted:
                self.hashes[row.index] = row.hash
            yield row


def witnessed_heads(rows: Iterable[AuditRow], who: str) -> Sequence[Witness]:
    """What the log of a node says that it has seen of the organisation's own log."""
    seen: list[Witness] = []
    for row in rows:
        said = decode_entry(row.entry)
        if said.get(EVENT) == NodeEvent.SERVER_WITNESSED:
            head = _head(said.get("index"), said.get("hash"))
            seen += [Witness(head, who)] if head else []
    return seen


def _head(index: object, digest: object) -> Head | None:
    if not isinstance(index, int) or not isinstance(digest, str):
        return None
    try:
        return Head(SERVER_LOG, index, bytes.fromhex(digest))
    except ValueError:
        return None


def attest_keys_in(entry: bytes) -> Mapping[str, bytes]:
    """The key by which a node signs from an entry on, by its id; empty for most entries."""
    if _IDENTITY not in entry:
        return {}
    keys = decode_entry(entry).get("keys")
    try:
        public = bytes.fromhex(keys["attest"]) if isinstance(keys, dict) else b""
    except (KeyError, TypeError, ValueError):
        return {}
    return {key_id(public): public}


_IDENTITY = f'"{NodeEvent.IDENTITY_HELD}"'.encode()


def checkpoint_witness(document: SignedDocument, who: str) -> Witness:
    """What a checkpoint or receipt says, whoever signed it. SigningError where it cannot be read."""
    return Witness(read_checkpoint(decode_body(document.body, MEMBERS)).head, who)


def first_forged(
    log_id: str, checkpoints: Iterable[tuple[int, SignedDocument]], keys: Mapping[str, bytes]
) -> Break | None:
    """The first checkpoint that none of a node's keys signed."""
    for index, document in checkpoints:
        try:
            opened(document, CHECKPOINT_TYPE, keys, MEMBERS)
        except SigningError as error:
            return Break(log_id, index, f"its checkpoint does not hold: {error}")
    return None


def earliest(*breaks: Break | None) -> Break | None:
    """The one that is first in the log."""
    return min((each for each in breaks if each), key=lambda each: each.index, default=None)
