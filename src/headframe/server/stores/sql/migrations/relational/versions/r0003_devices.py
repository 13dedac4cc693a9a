"""Devices, their details, pools, groups and faults."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
SEARCHED = "lower(name || '\n' || address || '\n' || mac || '\n' || serial || '\n' || model)"


def upgrade() -> None:
    """Create the tables."""
    _device()
    _device_detail()
    _device_pool()
    _group_member()
    _fault()
    if op.get_context().dialect.name == "postgresql":
        _order_changes()


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("mac", TEXT, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("make", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("firmware", TEXT, nullable=False),
        sa.Column("hostname", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("address_key", TEXT, nullable=False),
        sa.Column("driver", TEXT, nullable=False),
        sa.Column("node_id", BIG, nullable=True),
        sa.Column("seen_by", BIG, nullable=False),
        sa.Column("pairing", TEXT, nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("building_id", BIG, nullable=True),
        sa.Column("rack_id", BIG, nullable=True),
        sa.Column("slot_row", sa.Integer(), nullable=True),
        sa.Column("slot_column", sa.Integer(), nullable=True),
        sa.Column("curtailed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("lost_at_ms", BIG, nullable=True),
        sa.Column("transition", TEXT, nullable=True),
        sa.Column("transition_since_ms", BIG, nullable=True),
        sa.Column("transition_until_ms", BIG, nullable=True),
        sa.Column("fault_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worst_fault", TEXT, nullable=True),
        sa.Column("pool_url", TEXT, server_default="", nullable=False),
        sa.Column("pool_user", TEXT, server_default="", nullable=False),
        sa.Column("problem", TEXT, nullable=True),
        sa.Column("discovered_at_ms", BIG, nullable=False),
        sa.Column("changed", BIG, server_default="0", nullable=False),
        sa.Column("search", TEXT, sa.Computed(SEARCHED, persisted=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "building_id"],
            ["building.org_id", "building.id"],
            name=op.f("fk_device_org_id_building_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "node_id"], ["node.org_id", "node.id"], name=op.f("fk_device_org_id_node_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "rack_id"], ["rack.org_id", "rack.id"], name=op.f("fk_device_org_id_rack_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "seen_by"], ["node.org_id", "node.id"], name=op.f("fk_device_org_id_seen_by")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["site.org_id", "site.id"], name=op.f("fk_device_org_id_site_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_device_org_id_id")),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_device_org_id_key")),
        sa.UniqueConstraint(
            "org_id",
            "rack_id",
            "slot_row",
            "slot_column",
            name=op.f("uq_device_org_id_rack_id_slot_row_slot_column"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_device_node", "device", ["node_id"], unique=False)


def _device_detail() -> None:
    op.create_table(
        "device_detail",
        sa.Column("device_id", BIG, autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("chosen_name", TEXT, server_default="", nullable=False),
        sa.Column("control_board", TEXT, server_default="", nullable=False),
        sa.Column("ports", TEXT, server_default="{}", nullable=False),
        sa.Column("capabilities", sa.LargeBinary(), nullable=False),
        sa.Column("settings", TEXT, server_default="{}", nullable=False),
        sa.Column("vendor_json", sa.LargeBinary(), nullable=False),
        sa.Column("details_at_ms", BIG, server_default="0", nullable=False),
        sa.Column("faults_at_ms", BIG, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "device_id"],
            ["device.org_id", "device.id"],
            name=op.f("fk_device_detail_org_id_device_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_detail")),
    )


def _device_pool() -> None:
    op.create_table(
        "device_pool",
        sa.Column("device_id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("username", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "device_id"],
            ["device.org_id", "device.id"],
            name=op.f("fk_device_pool_org_id_device_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", "position", name=op.f("pk_device_pool")),
        sqlite_with_rowid=False,
    )


def _group_member() -> None:
    op.create_table(
        "group_member",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("group_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "device_id"],
            ["device.org_id", "device.id"],
            name=op.f("fk_group_member_org_id_device_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "group_id"],
            ["device_group.org_id", "device_group.id"],
            name=op.f("fk_group_member_org_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "device_id", "group_id", name=op.f("pk_group_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)


def _fault() -> None:
    op.create_table(
        "fault",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("severity", TEXT, nullable=False),
        sa.Column("component_kind", TEXT, nullable=True),
        sa.Column("component_slot", sa.Integer(), nullable=True),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("vendor_code", TEXT, nullable=False),
        sa.Column("first_seen_ms", BIG, nullable=False),
        sa.Column("last_seen_ms", BIG, nullable=False),
        sa.Column("closed_at_ms", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "device_id"],
            ["device.org_id", "device.id"],
            name=op.f("fk_fault_org_id_device_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_fault_org_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fault_device_id"), "fault", ["device_id"], unique=False)


def _order_changes() -> None:
    """Each write of a row stamps it with its transaction, so that watchers can ask what is new."""
    op.execute("""
        CREATE FUNCTION stamp_device_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.changed := (pg_current_xact_id()::text::bigint << 20) | (NEW.id & 1048575);
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER device_change BEFORE INSERT OR UPDATE ON device
        FOR EACH ROW EXECUTE FUNCTION stamp_device_change()
    """)
