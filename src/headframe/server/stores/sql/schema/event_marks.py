"""How far the events of each node were taken."""

from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, org, refers

EVENT_MARK = Table(
    "event_mark",
    RELATIONAL,
    org(),
    Column("node_id", BIG, nullable=False),
    Column("batch_sequence", BIG, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("taken", BIG, nullable=False),
    PrimaryKeyConstraint("org_id", "node_id"),
    refers("node_id", "node", cascade=True),
)
