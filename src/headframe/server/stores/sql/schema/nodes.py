"""Fleet nodes."""

from sqlalchemy import Column, LargeBinary, UniqueConstraint

from headframe.server.stores.sql.schema.types import BIG, TEXT, entity, refers

NODE = entity(
    "node",
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("site_id", BIG),
    Column("software_version", TEXT, nullable=False),
    Column("encryption_public_key", LargeBinary, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("last_contact_ms", BIG),
    Column("contact_since_ms", BIG),
    Column("ownership_version", BIG, nullable=False, server_default="0"),
    Column("last_sequence", BIG, nullable=False, server_default="0"),
    Column("lease_epoch", BIG, nullable=False, server_default="0"),
    Column("plugins", TEXT, nullable=False, server_default="[]"),
    Column("last_heard_ms", BIG),
    Column("spool", TEXT),
    Column("newest_sample_ms", BIG),
    UniqueConstraint("org_id", "name_key"),
    refers("site_id", "site"),
)
