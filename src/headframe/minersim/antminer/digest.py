"""HTTP digest authentication (RFC 2617, MD5, qop=auth) as lighttpd on an Antminer does it."""

import hashlib
import hmac
import re

from headframe.minersim.miner import SimMiner

REALM = "antMiner Configuration"
NONCE_LIFETIME_SECONDS = 600
MAX_HEADER_CHARS = 4096
_PAIR = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sign(miner: SimMiner, stamp: str) -> str:
    return hmac.new(miner.seed.to_bytes(8, "big"), stamp.encode(), "sha256").hexdigest()[:24]


def challenge(miner: SimMiner, *, stale: bool = False) -> str:
    """A WWW-Authenticate header. Nonces carry their time, so none is stored."""
    stamp = f"{int(miner.clock()):08x}"
    suffix = ", stale=true" if stale else ""
    nonce = stamp + _sign(miner, stamp)
    return f'Digest realm="{REALM}", nonce="{nonce}", qop="auth"{suffix}'


def check(miner: SimMiner, method: str, target: str, header: str) -> str:
    """`ok`, `stale` (right, but with an old nonce) or `denied` for an Authorization header."""
    if not header.startswith("Digest ") or len(header) > MAX_HEADER_CHARS:
        return "denied"
    fields = {key: quoted or bare for key, quoted, bare in _PAIR.findall(header)}
    password = miner.password(fields.get("username", ""))
    if password is None or fields.get("uri") != target:
        return "denied"
    if not _response_matches(fields, password, method):
        return "denied"
    return _nonce_state(miner, fields.get("nonce", ""))


def _response_matches(fields: dict[str, str], password: str, method: str) -> bool:
    secret = _md5(f"{fields['username']}:{REALM}:{password}")
    request = _md5(f"{method}:{fields['uri']}")
    nonce = fields.get("nonce", "")
    if "qop" in fields:
        middle = f"{nonce}:{fields.get('nc', '')}:{fields.get('cnonce', '')}:{fields['qop']}"
    else:
        middle = nonce
    expected = _md5(f"{secret}:{middle}:{request}")
    return hmac.compare_digest(expected, fields.get("response", ""))


def _nonce_state(miner: SimMiner, nonce: str) -> str:
    stamp, signature = nonce[:8], nonce[8:]
    if not hmac.compare_digest(signature, _sign(miner, stamp)):
        return "stale"
    return "ok" if miner.clock() - int(stamp, 16) <= NONCE_LIFETIME_SECONDS else "stale"
