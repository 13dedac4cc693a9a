"""Who may: bearer tokens from a password login (HS256), or EdDSA tokens of a paired key.

A paired client signs its own tokens: header `alg: EdDSA`, claims `miner_sn` (this rig's serial),
`exp` and `nbf`. Login tokens die with a new password or a reboot that clears them.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from headframe.minersim.miner import SimMiner

ACCOUNT = "admin"
FACTORY_PASSWORD = "proto-factory"  # noqa: S105 - a simulated factory default
MIN_PASSWORD_CHARS = 8
ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 24 * 3600
MAX_TOKEN_CHARS = 4096
MAX_REMEMBERED_TOKENS = 256
AUTH_KEY = "auth_key"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _secret(miner: SimMiner, password: str) -> bytes:
    return hashlib.sha256(f"{miner.seed}:{password}".encode()).digest()


def issue(miner: SimMiner, password: str, use: str, seconds: float) -> str:
    """A login token for `use` (access or refresh)."""
    serial = int(miner.sessions.get("tokens_issued", 0)) + 1
    miner.sessions["tokens_issued"] = serial
    claims = {"use": use, "exp": int(miner.clock() + seconds), "jti": serial}
    head = _b64(b'{"alg":"HS256","typ":"JWT"}')
    text = f"{head}.{_b64(json.dumps(claims).encode())}"
    return f"{text}.{_b64(hmac.digest(_secret(miner, password), text.encode(), 'sha256'))}"


def check_login_token(miner: SimMiner, token: str, use: str) -> bool:
    """Whether this is a live login token of that use."""
    password = miner.password(ACCOUNT)
    parts = token.split(".")
    if password is None or len(parts) != 3 or token in _revoked(miner):
        return False
    try:
        signature, claims = _unb64(parts[2]), json.loads(_unb64(parts[1]))
    except ValueError:
        return False
    expected = hmac.digest(_secret(miner, password), f"{parts[0]}.{parts[1]}".encode(), "sha256")
    if not hmac.compare_digest(expected, signature) or claims.get("use") != use:
        return False
    return bool(claims["exp"] > miner.clock())


def revoke(miner: SimMiner, *tokens: object) -> None:
    """Make tokens void before their time (logout)."""
    revoked = _revoked(miner)
    revoked.update(token for token in tokens if isinstance(token, str))
    while len(revoked) > MAX_REMEMBERED_TOKENS:
        revoked.pop()


def _revoked(miner: SimMiner) -> set[str]:
    revoked = miner.sessions.setdefault("revoked", set())
    return revoked if isinstance(revoked, set) else set()


def parse_public_key(text: Any) -> Ed25519PublicKey | None:
    """The Ed25519 key in base64 DER (SPKI), or None when it is not one."""
    try:
        key = load_der_public_key(base64.b64decode(str(text), validate=True))
    except ValueError:
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def check_paired_token(miner: SimMiner, token: str) -> bool:
    """Whether this token is signed by the paired key, for this rig, and in its time."""
    remembered = miner.sessions.setdefault("verified", {})
    claims = remembered.get(token)
    if claims is None:
        claims = _verified_claims(miner, token)
        if claims is None:
            return False
        if len(remembered) >= MAX_REMEMBERED_TOKENS:
            remembered.clear()
        remembered[token] = claims
    now = miner.clock()
    in_time = claims.get("exp", now + 1) > now >= claims.get("nbf", 0)
    return bool(in_time and claims.get("miner_sn") == miner.identity.serial)


def _verified_claims(miner: SimMiner, token: str) -> dict[str, Any] | None:
    key = parse_public_key(miner.settings.extra.get(AUTH_KEY))
    parts = token.split(".")
    if key is None or len(parts) != 3 or len(token) > MAX_TOKEN_CHARS:
        return None
    try:
        head, claims = json.loads(_unb64(parts[0])), json.loads(_unb64(parts[1]))
        key.verify(_unb64(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    except (ValueError, InvalidSignature):
        return None
    sound = isinstance(head, dict) and head.get("alg") == "EdDSA" and isinstance(claims, dict)
    return claims if sound else None


def is_authorized(miner: SimMiner, header: str) -> bool:
    """Whether an Authorization header opens this rig."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or miner.password(ACCOUNT) is None:
        return False
    return check_login_token(miner, token, "access") or check_paired_token(miner, token)


def password_is_set(miner: SimMiner) -> bool:
    """Whether onboarding has given the rig a password."""
    return bool(miner.settings.accounts.get(ACCOUNT))


def is_gated(miner: SimMiner) -> bool:
    """Whether the rig insists on a new password first."""
    gate = bool(miner.settings.extra.get("default_password_gate"))
    return gate and miner.settings.accounts.get(ACCOUNT) == FACTORY_PASSWORD
