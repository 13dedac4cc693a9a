"""Rollups and their book-keeping."""

import sqlalchemy as sa
from alembic import op

revision = "t0002"
down_revision = "t0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _rollup_5m()
    _rollup_1h()
    _rollup_1d()
    _fleet_rollup()
    _late_bucket()
    _rollup_progress()


def _rollup_5m() -> None:
    op.create_table(
        "rollup_5m",
        sa.Column("bucket_ms", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("expected_hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("power_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_watts_min", sa.Double(), nullable=True),
        sa.Column("power_watts_max", sa.Double(), nullable=True),
        sa.Column("power_target_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_target_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_target_watts_min", sa.Double(), nullable=True),
        sa.Column("power_target_watts_max", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("board_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("chip_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("inlet_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("fan_rpm_n", sa.Integer(), nullable=True),
        sa.Column("fan_rpm_sum", sa.Double(), nullable=True),
        sa.Column("fan_rpm_min", sa.Double(), nullable=True),
        sa.Column("fan_rpm_max", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_n", sa.Integer(), nullable=True),
        sa.Column("input_voltage_v_sum", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_min", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_max", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("bucket_ms", "device_id", name=op.f("pk_rollup_5m")),
        sqlite_with_rowid=False,
    )


def _rollup_1h() -> None:
    op.create_table(
        "rollup_1h",
        sa.Column("bucket_ms", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("expected_hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("power_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_watts_min", sa.Double(), nullable=True),
        sa.Column("power_watts_max", sa.Double(), nullable=True),
        sa.Column("power_target_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_target_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_target_watts_min", sa.Double(), nullable=True),
        sa.Column("power_target_watts_max", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("board_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("chip_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("inlet_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("fan_rpm_n", sa.Integer(), nullable=True),
        sa.Column("fan_rpm_sum", sa.Double(), nullable=True),
        sa.Column("fan_rpm_min", sa.Double(), nullable=True),
        sa.Column("fan_rpm_max", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_n", sa.Integer(), nullable=True),
        sa.Column("input_voltage_v_sum", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_min", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_max", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("bucket_ms", "device_id", name=op.f("pk_rollup_1h")),
        sqlite_with_rowid=False,
    )


def _rollup_1d() -> None:
    op.create_table(
        "rollup_1d",
        sa.Column("bucket_ms", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_n", sa.Integer(), nullable=True),
        sa.Column("expected_hashrate_hs_sum", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_min", sa.Double(), nullable=True),
        sa.Column("expected_hashrate_hs_max", sa.Double(), nullable=True),
        sa.Column("power_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_watts_min", sa.Double(), nullable=True),
        sa.Column("power_watts_max", sa.Double(), nullable=True),
        sa.Column("power_target_watts_n", sa.Integer(), nullable=True),
        sa.Column("power_target_watts_sum", sa.Double(), nullable=True),
        sa.Column("power_target_watts_min", sa.Double(), nullable=True),
        sa.Column("power_target_watts_max", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("board_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("board_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("chip_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("chip_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_n", sa.Integer(), nullable=True),
        sa.Column("inlet_temperature_c_sum", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_min", sa.Double(), nullable=True),
        sa.Column("inlet_temperature_c_max", sa.Double(), nullable=True),
        sa.Column("fan_rpm_n", sa.Integer(), nullable=True),
        sa.Column("fan_rpm_sum", sa.Double(), nullable=True),
        sa.Column("fan_rpm_min", sa.Double(), nullable=True),
        sa.Column("fan_rpm_max", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_n", sa.Integer(), nullable=True),
        sa.Column("input_voltage_v_sum", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_min", sa.Double(), nullable=True),
        sa.Column("input_voltage_v_max", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("bucket_ms", "device_id", name=op.f("pk_rollup_1d")),
        sqlite_with_rowid=False,
    )


def _fleet_rollup() -> None:
    op.create_table(
        "fleet_rollup",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("metric", TEXT, nullable=False),
        sa.Column("bucket_ms", BIG, nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("mean_total", sa.Double(), nullable=False),
        sa.Column("low_total", sa.Double(), nullable=False),
        sa.Column("high_total", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "site_id", "level", "metric", "bucket_ms", name=op.f("pk_fleet_rollup")
        ),
        sqlite_with_rowid=False,
    )


def _late_bucket() -> None:
    op.create_table(
        "late_bucket",
        sa.Column("bucket_ms", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("bucket_ms", "device_id", name=op.f("pk_late_bucket")),
        sqlite_with_rowid=False,
    )


def _rollup_progress() -> None:
    op.create_table(
        "rollup_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_ms", BIG, nullable=False),
        sa.Column("rolled_ms", BIG, nullable=False),
        sa.Column("raw_floor_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_progress")),
    )
