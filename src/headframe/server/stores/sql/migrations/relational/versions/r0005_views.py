"""Saved views."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
        sa.Column("filter_text", TEXT, nullable=False),
        sa.Column("sort", TEXT, nullable=False),
        sa.Column("descending", sa.Boolean(), nullable=False),
        sa.Column("columns", TEXT, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "owner_id"],
            ["account.org_id", "account.id"],
            name=op.f("fk_saved_view_org_id_owner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "org_id", "owner_id", "page", "name_key", name=op.f("uq_saved_view_org_id_owner_id_page_name_key")
        ),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_saved_view_org_id_id")),
        sqlite_autoincrement=True,
    )
