"""Sites, buildings, racks, groups, nodes."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _site()
    _building()
    _rack()
    _device_group()
    _node()


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("time_zone", TEXT, nullable=False),
        sa.Column("power_limit_watts", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_site_org_id_id")),
        sa.UniqueConstraint("org_id", "name_key", name=op.f("uq_site_org_id_name_key")),
        sqlite_autoincrement=True,
    )


def _building() -> None:
    op.create_table(
        "building",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["site.org_id", "site.id"], name=op.f("fk_building_org_id_site_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_building_org_id_id")),
        sa.UniqueConstraint(
            "org_id", "site_id", "name_key", name=op.f("uq_building_org_id_site_id_name_key")
        ),
        sqlite_autoincrement=True,
    )


def _rack() -> None:
    op.create_table(
        "rack",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("building_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "building_id"],
            ["building.org_id", "building.id"],
            name=op.f("fk_rack_org_id_building_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rack")),
        sa.UniqueConstraint(
            "org_id", "building_id", "name_key", name=op.f("uq_rack_org_id_building_id_name_key")
        ),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_rack_org_id_id")),
        sqlite_autoincrement=True,
    )


def _device_group() -> None:
    op.create_table(
        "device_group",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_group")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_device_group_org_id_id")),
        sa.UniqueConstraint("org_id", "name_key", name=op.f("uq_device_group_org_id_name_key")),
        sqlite_autoincrement=True,
    )


def _node() -> None:
    op.create_table(
        "node",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("software_version", TEXT, nullable=False),
        sa.Column("encryption_public_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("last_contact_ms", BIG, nullable=True),
        sa.Column("contact_since_ms", BIG, nullable=True),
        sa.Column("ownership_version", BIG, server_default="0", nullable=False),
        sa.Column("last_sequence", BIG, server_default="0", nullable=False),
        sa.Column("lease_epoch", BIG, server_default="0", nullable=False),
        sa.Column("plugins", TEXT, server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "site_id"], ["site.org_id", "site.id"], name=op.f("fk_node_org_id_site_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_node_org_id_id")),
        sa.UniqueConstraint("org_id", "name_key", name=op.f("uq_node_org_id_name_key")),
        sqlite_autoincrement=True,
    )
