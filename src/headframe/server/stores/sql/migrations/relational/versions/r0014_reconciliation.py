"""How devices stand, conflicts, and what was known of a device when a command was issued."""

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("command", sa.Column("base_revision", TEXT))
    _device_standing()
    _conflict()


def _device_standing() -> None:
    op.create_table(
        "device_standing",
        sa.Column("device_id", BIG, autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("revision", TEXT, nullable=False),
        sa.Column("standing", sa.LargeBinary(), nullable=False),
        _of_device("device_standing"),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_standing")),
    )


def _conflict() -> None:
    op.create_table(
        "conflict",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("conflict", sa.LargeBinary(), nullable=False),
        sa.Column("choice", TEXT),
        sa.Column("decided_by", TEXT),
        sa.Column("decided_at_ms", BIG),
        _of_device("conflict"),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_conflict")),
    )
    op.create_index("ix_conflict_state", "conflict", ["org_id", "state", "at_ms"])
    op.create_index("ix_conflict_device", "conflict", ["org_id", "device_id", "at_ms"])


def _of_device(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "device_id"],
        ["device.org_id", "device.id"],
        name=op.f(f"fk_{table}_org_id_device_id"),
        ondelete="CASCADE",
    )
