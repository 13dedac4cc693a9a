"""Commands that wait for an admin's signature, and the signature."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"


def upgrade() -> None:
    """Add the column, and the index of those that wait."""
    awaiting = sa.text("state = 'AWAITING_COSIGN'")
    op.add_column("command", sa.Column("intent", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_command_awaiting",
        "command",
        ["expires_at_ms", "org_id"],
        sqlite_where=awaiting,
        postgresql_where=awaiting,
    )
