"""Organisations, users, sessions, API keys, set-up links, settings."""

from sqlalchemy import Boolean, Column, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, entity, ids, org, refers

ORG = Table(
    "org", RELATIONAL, ids(), Column("name", TEXT, nullable=False, unique=True), sqlite_autoincrement=True
)

ACCOUNT = entity(
    "account",
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False, unique=True),
    Column("role", TEXT, nullable=False),
    Column("password_hash", TEXT, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("last_sign_in_ms", BIG),
)

SESSION = Table(
    "session",
    RELATIONAL,
    Column("token_sha256", LargeBinary, primary_key=True),
    org(),
    Column("user_id", BIG, nullable=False, index=True),
    Column("created_at_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG, nullable=False),
    Column("last_seen_ms", BIG, nullable=False),
    Column("csrf_token", TEXT, nullable=False),
    refers("user_id", "account", cascade=True),
)

API_KEY = entity(
    "api_key",
    Column("name", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("prefix", TEXT, nullable=False),
    Column("secret_sha256", LargeBinary, nullable=False, unique=True),
    Column("created_by", BIG, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG),
    Column("last_used_ms", BIG),
    Column("revoked_at_ms", BIG),
)

SETUP_LINK = Table(
    "setup_link",
    RELATIONAL,
    Column("token_sha256", LargeBinary, primary_key=True),
    org(),
    Column("user_id", BIG, nullable=False, index=True),
    Column("expires_at_ms", BIG, nullable=False),
    refers("user_id", "account", cascade=True),
)

SETTING = Table(
    "setting",
    RELATIONAL,
    org(),
    Column("name", TEXT, nullable=False),
    Column("document", TEXT, nullable=False),
    PrimaryKeyConstraint("org_id", "name"),
)
