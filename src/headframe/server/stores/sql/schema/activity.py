"""The activity log. `search` is the case-folded text that people look for."""

from sqlalchemy import Column, Index

from headframe.server.stores.sql.schema.types import BIG, TEXT, entity

ACTIVITY = entity(
    "activity",
    Column("at_ms", BIG, nullable=False),
    Column("received_at_ms", BIG, nullable=False),
    Column("actor_type", TEXT, nullable=False),
    Column("actor_id", TEXT, nullable=False),
    Column("actor_name", TEXT, nullable=False),
    Column("verb", TEXT, nullable=False),
    Column("summary", TEXT, nullable=False),
    Column("device_id", BIG),
    Column("node_id", BIG),
    Column("batch_id", TEXT),
    Column("details", TEXT, nullable=False),
    Column("search", TEXT, nullable=False),
    Index("ix_activity_device", "org_id", "device_id"),
    Index("ix_activity_batch", "org_id", "batch_id"),
)
