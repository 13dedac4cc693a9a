"""Audit logs, and how far the events of each node were taken."""

import sqlalchemy as sa
from alembic import op

revision = "r0013"
down_revision = "r0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _audit_log()
    _audit_row()
    _audit_checkpoint()
    _event_mark()


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("log_id", TEXT, nullable=False),
        sa.Column("began_at_ms", BIG, nullable=False),
        sa.Column("head_index", BIG, nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("forked_index", BIG),
        sa.UniqueConstraint("org_id", "node_id", "log_id", name=op.f("uq_audit_log_org_id_node_id_log_id")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_audit_log_org_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sqlite_autoincrement=True,
    )


def _audit_row() -> None:
    op.create_table(
        "audit_row",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("log", BIG, nullable=False),
        sa.Column("row_index", BIG, nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at_ms", BIG, nullable=False),
        _of_log("audit_row"),
        sa.PrimaryKeyConstraint("log", "row_index", name=op.f("pk_audit_row")),
    )


def _audit_checkpoint() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("log", BIG, nullable=False),
        sa.Column("row_index", BIG, nullable=False),
        sa.Column("document_type", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", TEXT, nullable=False),
        _of_log("audit_checkpoint"),
        sa.PrimaryKeyConstraint("log", "row_index", name=op.f("pk_audit_checkpoint")),
    )


def _event_mark() -> None:
    op.create_table(
        "event_mark",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("batch_sequence", BIG, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("taken", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "node_id"],
            ["node.org_id", "node.id"],
            name=op.f("fk_event_mark_org_id_node_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "node_id", name=op.f("pk_event_mark")),
    )


def _of_log(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "log"], ["audit_log.org_id", "audit_log.id"], name=op.f(f"fk_{table}_org_id_log")
    )
