"""Organisations, users, sessions, keys, links, settings."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _org()
    _account()
    _session()
    _api_key()
    _setup_link()
    _setting()


def _org() -> None:
    op.create_table(
        "org",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org")),
        sa.UniqueConstraint("name", name=op.f("uq_org_name")),
        sqlite_autoincrement=True,
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("last_sign_in_ms", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_name_key")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_account_org_id_id")),
        sqlite_autoincrement=True,
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        sa.Column("last_seen_ms", BIG, nullable=False),
        sa.Column("csrf_token", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "user_id"],
            ["account.org_id", "account.id"],
            name=op.f("fk_session_org_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)


def _api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=True),
        sa.Column("last_used_ms", BIG, nullable=True),
        sa.Column("revoked_at_ms", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("org_id", "id", name=op.f("uq_api_key_org_id_id")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_api_key_secret_sha256")),
        sqlite_autoincrement=True,
    )


def _setup_link() -> None:
    op.create_table(
        "setup_link",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "user_id"],
            ["account.org_id", "account.id"],
            name=op.f("fk_setup_link_org_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_setup_link")),
    )
    op.create_index(op.f("ix_setup_link_user_id"), "setup_link", ["user_id"], unique=False)


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "name", name=op.f("pk_setting")),
    )
