"""Devices that leave a node for another."""

from sqlalchemy import Column, Index, LargeBinary, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org, refers

TRANSFER = Table(
    "device_transfer",
    RELATIONAL,
    Column("device_id", BIG, primary_key=True, autoincrement=False),
    org(),
    Column("from_node_id", BIG, nullable=False),
    Column("to_node_id", BIG, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("asked_at_ms", BIG, nullable=False),
    Column("login", LargeBinary, nullable=False),
    Column("released_version", BIG, nullable=False),
    Column("host_off_at_ms", BIG),
    Index("ix_device_transfer_from", "org_id", "from_node_id"),
    refers("device_id", "device", cascade=True),
    refers("from_node_id", "node", cascade=True),
    refers("to_node_id", "node", cascade=True),
)
