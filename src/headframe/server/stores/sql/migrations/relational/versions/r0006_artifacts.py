"""Artifacts."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "artifact",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("size_bytes", BIG, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("device_name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_artifact")),
    )
    op.create_index("ix_artifact_created", "artifact", ["org_id", "created_at_ms"], unique=False)
