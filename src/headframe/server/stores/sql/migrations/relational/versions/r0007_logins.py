"""Default logins."""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _default_login()
    _sealed_login()


def _default_login() -> None:
    op.create_table(
        "default_login",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("username", TEXT, nullable=False),
        sa.Column("driver", TEXT, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_default_login")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_default_login_org_id_id")),
        sqlite_autoincrement=True,
    )


def _sealed_login() -> None:
    op.create_table(
        "sealed_login",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("login_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "login_id"],
            ["default_login.org_id", "default_login.id"],
            name=op.f("fk_sealed_login_org_id_login_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "node_id"],
            ["node.org_id", "node.id"],
            name=op.f("fk_sealed_login_org_id_node_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "login_id", "node_id", name=op.f("pk_sealed_login")),
    )
