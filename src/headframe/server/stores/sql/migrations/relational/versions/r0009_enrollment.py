"""Enrollment codes, enrollments, identities of nodes, their api keys, handshakes and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _enrollment_code()
    _enrollment()
    _node_identity()
    _node_api_key()
    _node_challenge()
    _node_session()


def _node(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "node_id"],
        ["node.org_id", "node.id"],
        name=op.f(f"fk_{table}_org_id_node_id"),
        ondelete="CASCADE",
    )


def _enrollment_code() -> None:
    op.create_table(
        "enrollment_code",
        sa.Column("code_id", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("failures", BIG, nullable=False),
        sa.Column("used_at_ms", BIG),
        sa.PrimaryKeyConstraint("code_id", name=op.f("pk_enrollment_code")),
    )


def _enrollment() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_name", TEXT, nullable=False),
        sa.Column("root_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("node_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("server_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("incarnation", sa.LargeBinary(), nullable=False),
        sa.Column("software_version", TEXT, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        sa.Column("code_id", sa.LargeBinary()),
        sa.Column("replaces", BIG),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("poll_counter", BIG, nullable=False),
        sa.Column("node_id", BIG),
        sa.Column("api_key_id", TEXT, nullable=False),
        sa.Column("decided_at_ms", BIG),
        sa.Column("decided_by", TEXT),
        _node("enrollment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
    )
    op.create_index(op.f("ix_enrollment_code_id"), "enrollment", ["code_id"])


def _node_identity() -> None:
    op.create_table(
        "node_identity",
        sa.Column("node_id", BIG, autoincrement=False, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("document_type", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", TEXT, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at_ms", BIG, nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("incarnation", sa.LargeBinary(), nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("standing_since_ms", BIG),
        sa.Column("standing_reason", TEXT, nullable=False),
        _node("node_identity"),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_node_identity")),
    )


def _node_api_key() -> None:
    op.create_table(
        "node_api_key",
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("sealed_to", TEXT),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("first_used_ms", BIG),
        sa.Column("ends_at_ms", BIG),
        _node("node_api_key"),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_node_api_key")),
    )
    op.create_index(op.f("ix_node_api_key_node_id"), "node_api_key", ["node_id"])


def _node_challenge() -> None:
    op.create_table(
        "node_challenge",
        sa.Column("challenge_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("api_key_id", TEXT, nullable=False),
        sa.Column("node_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("server_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        _node("node_challenge"),
        sa.PrimaryKeyConstraint("challenge_sha256", name=op.f("pk_node_challenge")),
    )
    op.create_index(op.f("ix_node_challenge_expires_at_ms"), "node_challenge", ["expires_at_ms"])


def _node_session() -> None:
    op.create_table(
        "node_session",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("created_at_ms", BIG, nullable=False),
        sa.Column("expires_at_ms", BIG, nullable=False),
        _node("node_session"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_node_session")),
    )
    op.create_index(op.f("ix_node_session_node_id"), "node_session", ["node_id"])
    op.create_table(
        "node_session_counter",
        sa.Column("org_id", BIG, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("counter", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["token_sha256"],
            ["node_session.token_sha256"],
            name=op.f("fk_node_session_counter_token_sha256"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_sha256", "counter", name=op.f("pk_node_session_counter")),
    )
