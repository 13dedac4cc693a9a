"""Artifacts: all but their bytes. A log's device may be gone, so it is no reference."""

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org

ARTIFACT = Table(
    "artifact",
    RELATIONAL,
    org(),
    Column("id", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("size_bytes", BIG, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("device_id", BIG),
    Column("device_name", TEXT, nullable=False),
    PrimaryKeyConstraint("org_id", "id"),
    Index("ix_artifact_created", "org_id", "created_at_ms"),
)
