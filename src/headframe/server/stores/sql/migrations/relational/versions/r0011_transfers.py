"""Devices that leave a node for another; what a node's heartbeat tells, and when it was heard last."""

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("node", sa.Column("last_heard_ms", BIG))
    op.add_column("node", sa.Column("spool", TEXT))
    op.add_column("node", sa.Column("newest_sample_ms", BIG))
    op.execute("UPDATE node SET last_heard_ms = last_contact_ms")
    op.add_column("device", sa.Column("moving_to", BIG))
    _device_transfer()


def _device_transfer() -> None:
    op.create_table(
        "device_transfer",
        sa.Column("device_id", BIG, autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("from_node_id", BIG, nullable=False),
        sa.Column("to_node_id", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("asked_at_ms", BIG, nullable=False),
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("released_version", BIG, nullable=False),
        sa.Column("host_off_at_ms", BIG),
        _refers("device_id", "device"),
        _refers("from_node_id", "node"),
        _refers("to_node_id", "node"),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_transfer")),
    )
    op.create_index("ix_device_transfer_from", "device_transfer", ["org_id", "from_node_id"])


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{table}.org_id", f"{table}.id"],
        name=op.f(f"fk_device_transfer_org_id_{column}"),
        ondelete="CASCADE",
    )
