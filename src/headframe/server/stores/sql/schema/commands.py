"""Commands and batches. Payloads are serialised wire messages; secrets in them are sealed to one node."""

from typing import Any

from sqlalchemy import Column, Double, Index, LargeBinary, PrimaryKeyConstraint, Table, TextClause, text

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org

BATCH = Table(
    "batch",
    RELATIONAL,
    org(),
    Column("id", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("selector", TEXT, nullable=False),
    Column("stagger_seconds", Double, nullable=False),
    Column("idempotency_key", TEXT),
    Column("retry_of", TEXT),
    PrimaryKeyConstraint("org_id", "id"),
    Index("uq_batch_idempotency_key", "org_id", "idempotency_key", unique=True),
    Index("ix_batch_created", "org_id", "created_at_ms"),
)

_OPEN = "state IN ('QUEUED', 'SENT', 'ACCEPTED', 'RUNNING')"
_OF_OPEN: dict[str, Any] = {"sqlite_where": text(_OPEN), "postgresql_where": text(_OPEN)}

_AWAITING = "state = 'AWAITING_COSIGN'"
_OF_AWAITING: dict[str, Any] = {"sqlite_where": text(_AWAITING), "postgresql_where": text(_AWAITING)}

IS_OPEN: TextClause = text(f"command.{_OPEN}")
"""May be sent, or was. Spelt out: only so do the indexes below serve, which hold open commands alone."""
IS_AWAITING: TextClause = text(f"command.{_AWAITING}")
"""Waits for an admin's signature: has no outcome either, and an index of its own."""

COMMAND = Table(
    "command",
    RELATIONAL,
    org(),
    Column("id", TEXT, nullable=False),
    Column("batch_id", TEXT, nullable=False),
    Column("node_id", BIG, nullable=False),
    Column("device_id", BIG),
    Column("kind", TEXT, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("not_before_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG, nullable=False),
    Column("updated_at_ms", BIG, nullable=False),
    Column("sequence", BIG, nullable=False),
    Column("lease_epoch", BIG, nullable=False),
    Column("problem", TEXT),
    Column("detail", TEXT, nullable=False),
    Column("progress_ratio", Double),
    Column("artifact_id", TEXT),
    Column("actor", TEXT, nullable=False),
    Column("intent", LargeBinary),
    Column("base_revision", TEXT),
    PrimaryKeyConstraint("org_id", "id"),
    Index("ix_command_batch", "org_id", "batch_id", "state"),
    Index("ix_command_device", "org_id", "device_id", "created_at_ms"),
    Index("ix_command_open", "node_id", "state", "created_at_ms", **_OF_OPEN),
    Index("ix_command_expires", "expires_at_ms", **_OF_OPEN),
    Index("ix_command_awaiting", "expires_at_ms", "org_id", **_OF_AWAITING),
)
