"""Sites, buildings, racks, groups. `name_key` is the case-folded name: what makes it unique."""

from sqlalchemy import Column, Double, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, entity, org, refers

SITE = entity(
    "site",
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("time_zone", TEXT, nullable=False),
    Column("power_limit_watts", Double),
    UniqueConstraint("org_id", "name_key"),
)

BUILDING = entity(
    "building",
    Column("site_id", BIG, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    UniqueConstraint("org_id", "site_id", "name_key"),
    refers("site_id", "site"),
)

RACK = entity(
    "rack",
    Column("building_id", BIG, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    UniqueConstraint("org_id", "building_id", "name_key"),
    refers("building_id", "building"),
)

DEVICE_GROUP = entity(
    "device_group",
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("description", TEXT, nullable=False),
    UniqueConstraint("org_id", "name_key"),
)

GROUP_MEMBER = Table(
    "group_member",
    RELATIONAL,
    org(),
    Column("device_id", BIG, nullable=False),
    Column("group_id", BIG, nullable=False, index=True),
    PrimaryKeyConstraint("org_id", "device_id", "group_id"),
    refers("device_id", "device", cascade=True),
    refers("group_id", "device_group", cascade=True),
    sqlite_with_rowid=False,
)
