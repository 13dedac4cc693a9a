"""Default logins, and each as it was sealed to each node."""

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, entity, org, refers

DEFAULT_LOGIN = entity(
    "default_login",
    Column("username", TEXT, nullable=False),
    Column("driver", TEXT, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("actor", TEXT, nullable=False),
)

SEALED_LOGIN = Table(
    "sealed_login",
    RELATIONAL,
    org(),
    Column("login_id", BIG, nullable=False),
    Column("node_id", BIG, nullable=False),
    Column("key_id", TEXT, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org_id", "login_id", "node_id"),
    refers("login_id", "default_login", cascade=True),
    refers("node_id", "node", cascade=True),
)
