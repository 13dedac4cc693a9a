"""Saved views. `name_key` is the case-folded name, `columns` a JSON list."""

from sqlalchemy import Boolean, Column, UniqueConstraint

from headframe.server.stores.sql.schema.types import BIG, TEXT, entity, refers

SAVED_VIEW = entity(
    "saved_view",
    Column("owner_id", BIG, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("page", TEXT, nullable=False),
    Column("filter_text", TEXT, nullable=False),
    Column("sort", TEXT, nullable=False),
    Column("descending", Boolean, nullable=False),
    Column("columns", TEXT, nullable=False),
    Column("shared", Boolean, nullable=False),
    UniqueConstraint("org_id", "owner_id", "page", "name_key"),
    refers("owner_id", "account", cascade=True),
)
