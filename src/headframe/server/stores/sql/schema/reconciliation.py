"""How devices stand by the word of their owners, and conflicts. Bodies are serialised wire messages."""

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org, refers

STANDING = Table(
    "device_standing",
    RELATIONAL,
    Column("device_id", BIG, primary_key=True, autoincrement=False),
    org(),
    Column("node_id", BIG, nullable=False),
    Column("revision", TEXT, nullable=False),
    Column("standing", LargeBinary, nullable=False),
    refers("device_id", "device", cascade=True),
)

CONFLICT = Table(
    "conflict",
    RELATIONAL,
    org(),
    Column("id", TEXT, nullable=False),
    Column("device_id", BIG, nullable=False),
    Column("at_ms", BIG, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("conflict", LargeBinary, nullable=False),
    Column("choice", TEXT),
    Column("decided_by", TEXT),
    Column("decided_at_ms", BIG),
    PrimaryKeyConstraint("org_id", "id"),
    Index("ix_conflict_state", "org_id", "state", "at_ms"),
    Index("ix_conflict_device", "org_id", "device_id", "at_ms"),
    refers("device_id", "device", cascade=True),
)
