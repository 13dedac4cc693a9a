"""The chain of Keysets: signed bytes as they are, and their signatures."""

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org

KEYSET = Table(
    "keyset",
    RELATIONAL,
    org(),
    Column("version", BIG, nullable=False),
    Column("document_type", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signatures", TEXT, nullable=False),
    PrimaryKeyConstraint("org_id", "version"),
)
