"""Devices: what lists need in one narrow row, the rest beside it.

`changed` orders changes for watchers on PostgreSQL (see `sql.postgres_changes`); SQLite's one process keeps
that order in memory.
"""

from sqlalchemy import Boolean, Column, Computed, Index, Integer, LargeBinary, Table, UniqueConstraint, text

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, entity, org, refers

SEARCHED = "lower(name || '\n' || address || '\n' || mac || '\n' || serial || '\n' || model)"
"""What free text is looked for in, line by line: the fields of `core.filters`, with A to Z in lower case."""

DEVICE = entity(
    "device",
    Column("key", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("mac", TEXT, nullable=False),
    Column("serial", TEXT, nullable=False),
    Column("make", TEXT, nullable=False),
    Column("model", TEXT, nullable=False),
    Column("firmware", TEXT, nullable=False),
    Column("hostname", TEXT, nullable=False),
    Column("address", TEXT, nullable=False),
    Column("address_key", TEXT, nullable=False),
    Column("driver", TEXT, nullable=False),
    Column("node_id", BIG),
    Column("seen_by", BIG, nullable=False),
    Column("pairing", TEXT, nullable=False),
    Column("site_id", BIG),
    Column("building_id", BIG),
    Column("rack_id", BIG),
    Column("slot_row", Integer),
    Column("slot_column", Integer),
    Column("curtailed", Boolean, nullable=False, server_default="0"),
    Column("lost_at_ms", BIG),
    Column("transition", TEXT),
    Column("transition_since_ms", BIG),
    Column("transition_until_ms", BIG),
    Column("fault_count", Integer, nullable=False, server_default="0"),
    Column("worst_fault", TEXT),
    Column("pool_url", TEXT, nullable=False, server_default=""),
    Column("pool_user", TEXT, nullable=False, server_default=""),
    Column("problem", TEXT),
    Column("discovered_at_ms", BIG, nullable=False),
    Column("changed", BIG, nullable=False, server_default="0"),
    Column("search", TEXT, Computed(SEARCHED, persisted=True)),
    Column("moving_to", BIG),
    UniqueConstraint("org_id", "key"),
    UniqueConstraint("org_id", "rack_id", "slot_row", "slot_column"),
    Index("ix_device_node", "node_id"),
    Index("ix_device_name", "org_id", text("nullif(lower(name), '')"), "id"),  # as lists are sorted
    refers("node_id", "node"),
    refers("seen_by", "node"),
    refers("site_id", "site"),
    refers("building_id", "building"),
    refers("rack_id", "rack"),
)

DEVICE_DETAIL = Table(
    "device_detail",
    RELATIONAL,
    Column("device_id", BIG, primary_key=True, autoincrement=False),
    org(),
    Column("chosen_name", TEXT, nullable=False, server_default=""),
    Column("control_board", TEXT, nullable=False, server_default=""),
    Column("ports", TEXT, nullable=False, server_default="{}"),
    Column("capabilities", LargeBinary, nullable=False),
    Column("settings", TEXT, nullable=False, server_default="{}"),
    Column("vendor_json", LargeBinary, nullable=False),
    Column("details_at_ms", BIG, nullable=False, server_default="0"),
    Column("faults_at_ms", BIG, nullable=False, server_default="0"),
    refers("device_id", "device", cascade=True),
)

DEVICE_POOL = Table(
    "device_pool",
    RELATIONAL,
    Column("device_id", BIG, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    org(),
    Column("url", TEXT, nullable=False),
    Column("username", TEXT, nullable=False),
    refers("device_id", "device", cascade=True),
    sqlite_with_rowid=False,
)

FAULT = entity(
    "fault",
    Column("device_id", BIG, nullable=False, index=True),
    Column("code", TEXT, nullable=False),
    Column("severity", TEXT, nullable=False),
    Column("component_kind", TEXT),
    Column("component_slot", Integer),
    Column("message", TEXT, nullable=False),
    Column("vendor_code", TEXT, nullable=False),
    Column("first_seen_ms", BIG, nullable=False),
    Column("last_seen_ms", BIG, nullable=False),
    Column("closed_at_ms", BIG),
    refers("device_id", "device", cascade=True),
)
