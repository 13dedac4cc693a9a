"""Commands, batches, the activity log."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _batch()
    _command()
    _activity()


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("selector", TEXT, nullable=False),
        sa.Column("stagger_seconds", sa.Double(), nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=True),
        sa.Column("retry_of", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_created", "batch", ["org_id", "created_at_ms"], unique=False)
    op.create_index("uq_batch_idempotency_key", "batch", ["org_id", "idempotency_key"], unique=True)


def _command() -> None:
    op.create_table(
        "command",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("not_before_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        sa.Column("updated_at_ms", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("lease_epoch", BIG, nullable=False),
        sa.Column("problem", TEXT, nullable=True),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("progress_ratio", sa.Double(), nullable=True),
        sa.Column("artifact_id", TEXT, nullable=True),
        sa.Column("actor", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_command")),
    )
    op.create_index("ix_command_batch", "command", ["org_id", "batch_id", "state"], unique=False)
    op.create_index("ix_command_device", "command", ["org_id", "device_id", "created_at_ms"], unique=False)
    op.create_index(
        "ix_command_expires",
        "command",
        ["expires_at_ms"],
        unique=False,
        sqlite_where=sa.text("state IN ('QUEUED', 'SENT', 'ACCEPTED', 'RUNNING')"),
        postgresql_where=sa.text("state IN ('QUEUED', 'SENT', 'ACCEPTED', 'RUNNING')"),
    )
    op.create_index(
        "ix_command_open",
        "command",
        ["node_id", "state", "created_at_ms"],
        unique=False,
        sqlite_where=sa.text("state IN ('QUEUED', 'SENT', 'ACCEPTED', 'RUNNING')"),
        postgresql_where=sa.text("state IN ('QUEUED', 'SENT', 'ACCEPTED', 'RUNNING')"),
    )


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("received_at_ms", BIG, nullable=False),
        sa.Column("actor_type", TEXT, nullable=False),
        sa.Column("actor_id", TEXT, nullable=False),
        sa.Column("actor_name", TEXT, nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("node_id", BIG, nullable=True),
        sa.Column("batch_id", TEXT, nullable=True),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("search", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_activity_org_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_batch", "activity", ["org_id", "batch_id"], unique=False)
    op.create_index("ix_activity_device", "activity", ["org_id", "device_id"], unique=False)
