"""The chain of Keysets."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "keyset",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("document_type", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "version", name=op.f("pk_keyset")),
    )
