"""Statements that keep how devices stand, in the journal's file and in its commits."""

import sqlite3
from collections.abc import Sequence

from headframe.core.reconcile.standing import DeviceStanding
from headframe.wire.convert.standings import standing_from_wire, standing_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

SCHEMA = """
CREATE TABLE IF NOT EXISTS standing (device_id INTEGER PRIMARY KEY, standing BLOB NOT NULL);
"""

_EPOCH = "standing_epoch"


def epoch(db: sqlite3.Connection, candidates: Sequence[int]) -> Sequence[int]:
    """The epoch that this file's revisions are made under: the first candidate that was ever given."""
    db.execute("INSERT OR IGNORE INTO mark VALUES (?, ?)", (_EPOCH, candidates[0]))
    (found,) = db.execute("SELECT value FROM mark WHERE name = ?", (_EPOCH,)).fetchone()
    return [int(found)] * len(candidates)


def standings(db: sqlite3.Connection, callers: Sequence[None]) -> Sequence[Sequence[DeviceStanding]]:
    """How all devices stand that anything was ever done to."""
    rows = db.execute("SELECT standing FROM standing ORDER BY device_id")
    kept = [standing_from_wire(gateway_pb2.DeviceStanding.FromString(body)) for (body,) in rows]
    return [kept] * len(callers)


def keep(db: sqlite3.Connection, changes: Sequence[DeviceStanding]) -> Sequence[None]:
    """Keep how devices stand; of several changes of one device the last one is right."""
    db.executemany(
        "INSERT INTO standing VALUES (?, ?) ON CONFLICT DO UPDATE SET standing = excluded.standing",
        ((each.device_id, standing_to_wire(each).SerializeToString()) for each in changes),
    )
    return [None] * len(changes)
