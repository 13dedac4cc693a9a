"""Audit logs: what each is and where it ends, its rows, and checkpoints of those that nodes keep.

`node_id` is 0 for the organisation's own log. Rows refer to nothing: they outlive what they tell of.
"""

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Table, UniqueConstraint

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, entity, org, refers

AUDIT_LOG = entity(
    "audit_log",
    Column("node_id", BIG, nullable=False),
    Column("log_id", TEXT, nullable=False),
    Column("began_at_ms", BIG, nullable=False),
    Column("head_index", BIG, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("forked_index", BIG),
    UniqueConstraint("org_id", "node_id", "log_id"),
)

AUDIT_ROW = Table(
    "audit_row",
    RELATIONAL,
    org(),
    Column("log", BIG, nullable=False),
    Column("row_index", BIG, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("received_at_ms", BIG, nullable=False),
    PrimaryKeyConstraint("log", "row_index"),
    refers("log", "audit_log"),
)

AUDIT_CHECKPOINT = Table(
    "audit_checkpoint",
    RELATIONAL,
    org(),
    Column("log", BIG, nullable=False),
    Column("row_index", BIG, nullable=False),
    Column("document_type", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signatures", TEXT, nullable=False),
    PrimaryKeyConstraint("log", "row_index"),
    refers("log", "audit_log"),
)
