"""Enrollment codes, enrollments, identities of nodes, their api keys, handshakes and sessions.

Of codes, api keys, challenges and tokens only digests stand here.
"""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, LargeBinary, PrimaryKeyConstraint, Table

from headframe.server.stores.sql.schema.types import BIG, RELATIONAL, TEXT, org, refers

ENROLLMENT_CODE = Table(
    "enrollment_code",
    RELATIONAL,
    Column("code_id", LargeBinary, primary_key=True),
    org(),
    Column("secret_sha256", LargeBinary, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("failures", BIG, nullable=False),
    Column("used_at_ms", BIG),
)

ENROLLMENT = Table(
    "enrollment",
    RELATIONAL,
    Column("id", TEXT, primary_key=True),
    org(),
    Column("node_name", TEXT, nullable=False),
    Column("root_sha256", LargeBinary, nullable=False),
    Column("origin", TEXT, nullable=False),
    Column("bundle", TEXT, nullable=False),
    Column("node_nonce", LargeBinary, nullable=False),
    Column("server_nonce", LargeBinary, nullable=False),
    Column("incarnation", LargeBinary, nullable=False),
    Column("software_version", TEXT, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG, nullable=False),
    Column("code_id", LargeBinary, index=True),
    Column("replaces", BIG),
    Column("state", TEXT, nullable=False),
    Column("poll_counter", BIG, nullable=False),
    Column("node_id", BIG),
    Column("api_key_id", TEXT, nullable=False),
    Column("decided_at_ms", BIG),
    Column("decided_by", TEXT),
    refers("node_id", "node", cascade=True),
)

NODE_IDENTITY = Table(
    "node_identity",
    RELATIONAL,
    Column("node_id", BIG, primary_key=True, autoincrement=False),
    org(),
    Column("document_type", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signatures", TEXT, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("enrolled_at_ms", BIG, nullable=False),
    Column("generation", BIG, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("incarnation", LargeBinary, nullable=False),
    Column("standing", TEXT, nullable=False),
    Column("standing_since_ms", BIG),
    Column("standing_reason", TEXT, nullable=False),
    refers("node_id", "node", cascade=True),
)

NODE_API_KEY = Table(
    "node_api_key",
    RELATIONAL,
    Column("key_id", TEXT, primary_key=True),
    org(),
    Column("node_id", BIG, nullable=False, index=True),
    Column("secret_sha256", LargeBinary, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("sealed_to", TEXT),
    Column("sealed", LargeBinary),
    Column("first_used_ms", BIG),
    Column("ends_at_ms", BIG),
    refers("node_id", "node", cascade=True),
)

NODE_CHALLENGE = Table(
    "node_challenge",
    RELATIONAL,
    Column("challenge_sha256", LargeBinary, primary_key=True),
    org(),
    Column("node_id", BIG, nullable=False),
    Column("api_key_id", TEXT, nullable=False),
    Column("node_nonce", LargeBinary, nullable=False),
    Column("server_nonce", LargeBinary, nullable=False),
    Column("expires_at_ms", BIG, nullable=False, index=True),
    refers("node_id", "node", cascade=True),
)

NODE_SESSION = Table(
    "node_session",
    RELATIONAL,
    Column("token_sha256", LargeBinary, primary_key=True),
    org(),
    Column("node_id", BIG, nullable=False, index=True),
    Column("generation", BIG, nullable=False),
    Column("created_at_ms", BIG, nullable=False),
    Column("expires_at_ms", BIG, nullable=False),
    refers("node_id", "node", cascade=True),
)

NODE_SESSION_COUNTER = Table(
    "node_session_counter",
    RELATIONAL,
    org(),
    Column("token_sha256", LargeBinary, nullable=False),
    Column("counter", BIG, nullable=False),
    PrimaryKeyConstraint("token_sha256", "counter"),
    ForeignKeyConstraint(["token_sha256"], ["node_session.token_sha256"], ondelete="CASCADE"),
)
