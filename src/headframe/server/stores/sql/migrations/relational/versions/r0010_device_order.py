"""Devices in the order of their names, as lists show them."""

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_device_name", "device", ["org_id", sa.text("nullif(lower(name), '')"), "id"])
