"""Current state of devices, and what is stored of each node."""

import sqlalchemy as sa
from alembic import op

revision = "t0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _device_state()
    _stored_batches()


def _device_state() -> None:
    op.create_table(
        "device_state",
        sa.Column("device_id", BIG, autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("hashrate_hs", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs", sa.Double(), nullable=True),
        sa.Column("power_watts", sa.Double(), nullable=True),
        sa.Column("power_target_watts", sa.Double(), nullable=True),
        sa.Column("board_temperature_c", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c", sa.Double(), nullable=True),
        sa.Column("fan_rpm", sa.Double(), nullable=True),
        sa.Column("input_voltage_v", sa.Double(), nullable=True),
        sa.Column("uptime_seconds", sa.BigInteger(), nullable=True),
        sa.Column("shares_accepted", sa.BigInteger(), nullable=True),
        sa.Column("shares_rejected", sa.BigInteger(), nullable=True),
        sa.Column("mining_state", sa.SmallInteger(), nullable=False),
        sa.Column("pool_connected", sa.SmallInteger(), nullable=True),
        sa.Column("reported", TEXT, nullable=False),
        sa.Column("reported_since_ms", BIG, nullable=False),
        sa.Column("ended_transition_ms", BIG, nullable=True),
        sa.Column("changed", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_state")),
        postgresql_with={"fillfactor": 70},
    )


def _stored_batches() -> None:
    op.create_table(
        "stored_batches",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("apart", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "node_id", name=op.f("pk_stored_batches")),
    )
