"""Raw samples on PostgreSQL: one partition a day, made when its first sample arrives.

SQLite keeps a table a day, made in the same way. Components are moved out of line, so that reading figures
does not read them.
"""

from alembic import op

revision = "t0003"
down_revision = "t0002"


def upgrade() -> None:
    """Create the partitioned table."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("""
        CREATE TABLE sample (
            device_id bigint NOT NULL,
            at_ms bigint NOT NULL,
            hashrate_hs real,
            expected_hashrate_hs real,
            power_watts real,
            power_target_watts real,
            board_temperature_c real,
            chip_temperature_c real,
            inlet_temperature_c real,
            fan_rpm real,
            input_voltage_v real,
            uptime_seconds bigint,
            shares_accepted bigint,
            shares_rejected bigint,
            mining_state smallint NOT NULL,
            pool_connected smallint,
            components bytea,
            CONSTRAINT pk_sample PRIMARY KEY (device_id, at_ms)
        ) PARTITION BY RANGE (at_ms)
    """)
    op.execute("ALTER TABLE sample ALTER COLUMN components SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX ix_sample_at_ms ON sample USING brin (at_ms)")
