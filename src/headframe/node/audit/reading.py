"""A node's log as it lies on disk, read without changing it: by its state directory, running or not."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf.message import DecodeError

from headframe.core.audit.chain import AuditRow, Break, Head
from headframe.core.audit.checkpoints import MEMBERS, RECEIPT_TYPE
from headframe.core.audit.verifying import (
    Verdict,
    attest_keys_in,
    checkpoint_witness,
    earliest,
    first_forged,
    verified,
)
from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import SignedDocument, opened
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes
from headframe.kit.files import read_private
from headframe.kit.sqlite_errors import translated
from headframe.node.audit.log import AUDIT_FILE
from headframe.node.audit.rows import Log, log_of, rows_behind
from headframe.node.enrollment.enrolled import KEYSET
from headframe.node.keys.identity import KEYS
from headframe.node.keys.trust import Trust
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

PAGE = 1_000
ATTEST_KEY = "attest.key"


@dataclass(frozen=True, slots=True)
class Range:
    """Which entries to look at; `last` None: to the end."""

    first: int = 1
    last: int | None = None


@contextmanager
def opened_file(state_dir: Path) -> Iterator[sqlite3.Connection]:
    """The file of a state directory, only to be read.

    Raises:
        HeadframeError: NOT_FOUND where there is none, STORAGE_UNAVAILABLE for one that is damaged.
    """
    path = state_dir / AUDIT_FILE
    if not path.exists():
        raise HeadframeError(
            Code.NOT_FOUND, f"there is no audit log in {state_dir}: give a node's --state-dir"
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA query_only=ON")
            yield db
    except sqlite3.Error as error:
        raise translated(path, error) from error


def logs(db: sqlite3.Connection) -> Sequence[Log]:
    """All logs of the file, the oldest first."""
    return [log_of(db, row) for row in db.execute("SELECT * FROM log ORDER BY position").fetchall()]


def rows(db: sqlite3.Connection, log: Log, wanted: Range) -> Iterator[AuditRow]:
    """Rows of a log within a range, in order."""
    after = wanted.first - 1
    while page := rows_behind(db, log, after, limit=PAGE):
        for row in page:
            if wanted.last is not None and row.index > wanted.last:
                return
            yield row
        after = page[-1].index


def verify(db: sqlite3.Connection, log: Log, wanted: Range, keys: "KeysOnDisk") -> Verdict:
    """Whether a log holds: row by row, against the node's checkpoints, and against the server's receipts."""
    start = log.pruned
    if wanted.first > start.index + 1:
        first = rows_behind(db, log, wanted.first - 1, limit=1)
        start = Head(log.log_id, wanted.first - 1, first[0].previous if first else b"")
    checkpoints, receipts = _signed(db, "checkpoint", log), _signed(db, "receipt", log)
    try:
        witnesses = [checkpoint_witness(each, "the node's own checkpoint") for _, each in checkpoints]
        witnesses += [checkpoint_witness(each, "the server") for _, each in receipts]
    except SigningError as error:
        return Verdict(start, 0, 0, Break(log.log_id, start.index + 1, f"a signed head is damaged: {error}"))
    verdict = verified(rows(db, log, wanted), start, witnesses, is_end=wanted.last is None)
    wrong = (
        verdict.broken,
        _cut_off(log) if wanted.last is None else None,
        first_forged(log.log_id, _checkable(log, checkpoints, keys.attest), keys.attest),
        _first_forged_receipt(log, receipts, keys.issuers),
    )
    return replace(verdict, broken=earliest(*wrong))


def _checkable(
    log: Log, checkpoints: Sequence[tuple[int, SignedDocument]], keys: Mapping[str, bytes]
) -> Sequence[tuple[int, SignedDocument]]:
    """Where the beginning of a log was pruned, it may name a key no longer that was replaced since."""
    if not log.pruned.index:
        return checkpoints
    return [each for each in checkpoints if any(one.key_id in keys for one in each[1].signatures)]


def _cut_off(log: Log) -> Break | None:
    if log.acknowledged <= log.head.index:
        return None
    words = f"cut off: the server has acknowledged {log.acknowledged} entries"
    return Break(log.log_id, log.head.index + 1, words)


def _signed(db: sqlite3.Connection, table: str, log: Log) -> Sequence[tuple[int, SignedDocument]]:
    """Checkpoints or receipts of a log, each with its index. STORAGE_UNAVAILABLE for a damaged one."""
    query = f"SELECT row_index, document FROM {table} WHERE position = ? ORDER BY row_index"  # noqa: S608 - names of ours
    try:
        return [
            (index, document_from_wire(gateway_pb2.SignedDocument.FromString(encoded)))
            for index, encoded in db.execute(query, (log.position,))
        ]
    except (DecodeError, SigningError) as error:
        raise HeadframeError(Code.STORAGE_UNAVAILABLE, f"a {table} in the log is damaged: {error}") from error


def _first_forged_receipt(
    log: Log, receipts: Sequence[tuple[int, SignedDocument]], issuers: Mapping[str, bytes]
) -> Break | None:
    """A receipt of an issuer that is listed no longer was verified when it came."""
    for index, document in receipts:
        try:
            if any(each.key_id in issuers for each in document.signatures):
                opened(document, RECEIPT_TYPE, issuers, MEMBERS)
        except SigningError as error:
            return Break(log.log_id, index, f"its receipt does not hold: {error}")
    return None


@dataclass(frozen=True, slots=True)
class KeysOnDisk:
    """Public keys by their ids: those the node signs with, or did, and those of issuers it believes."""

    attest: Mapping[str, bytes]
    issuers: Mapping[str, bytes]

    @classmethod
    def of(cls, state_dir: Path, db: sqlite3.Connection) -> "KeysOnDisk":
        """As they lie in a state directory; keys that were replaced are named by the log.

        Raises:
            HeadframeError: STORAGE_UNAVAILABLE for a damaged file.
            UnsafeFileError: where a file is open to others.
        """
        present = _present_key(state_dir)
        named = _named_keys(db)
        if named and present and named[-1] != present:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                "the keys that the log names last are not those in the state directory: start the node once"
                " if its keys were changed, else somebody wrote this log anew",
            )
        attest = [*named, present] if present else named
        return cls({key_id(each): each for each in attest}, _issuers(state_dir))


def _present_key(state_dir: Path) -> bytes | None:
    try:
        raw = read_private(state_dir / KEYS / ATTEST_KEY)
    except FileNotFoundError:
        return None
    return public_bytes(Ed25519PrivateKey.from_private_bytes(raw))


def _named_keys(db: sqlite3.Connection) -> list[bytes]:
    """Attest keys in the order in which the node had them."""
    found = (attest_keys_in(row.entry) for log in logs(db) for row in rows(db, log, Range()))
    return [key for keys in found for key in keys.values()]


def _issuers(state_dir: Path) -> Mapping[str, bytes]:
    try:
        keyset = Trust.load(state_dir / KEYSET).keyset
    except FileNotFoundError:
        return {}
    return {each.key_id: each.public_key for each in keyset.issuers}
