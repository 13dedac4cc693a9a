"""HTTP digest authentication (RFC 2617 and 7616), the client's side, without keeping a password."""

import hashlib
import os
import re
from collections.abc import Callable

from headframe.driver import UnsupportedError

_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
MAX_HEADER_CHARS = 4096


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_ALGORITHMS: dict[str, Callable[[str], str]] = {"": _md5, "MD5": _md5, "SHA-256": _sha256}


class Challenge:
    """A server's challenge, good for many requests: each takes the next count."""

    def __init__(self, header: str) -> None:
        """Read a `WWW-Authenticate` header.

        Raises:
            UnsupportedError: it asks for something else than digest with MD5 or SHA-256.
        """
        scheme, _, rest = header[:MAX_HEADER_CHARS].strip().partition(" ")
        fields = {key.lower(): quoted or bare for key, quoted, bare in _PAIR.findall(rest)}
        self.algorithm = fields.get("algorithm", "")
        if scheme.lower() != "digest" or self.algorithm.upper() not in _ALGORITHMS:
            raise UnsupportedError("the web server does not ask for digest authentication")
        self.realm = fields.get("realm", "")
        self._nonce = fields.get("nonce", "")
        self._opaque = fields.get("opaque")
        self._has_qop = "auth" in [word.strip() for word in fields.get("qop", "").split(",")]
        self._count = 0

    def authorise(self, username: str, password: str, method: str, uri: str) -> str:
        """The `Authorization` header of one request."""
        digest = _ALGORITHMS[self.algorithm.upper()]
        secret = digest(f"{username}:{self.realm}:{password}")
        request = digest(f"{method}:{uri}")
        name = username.replace("\\", "\\\\").replace('"', '\\"')
        parts = [f'username="{name}"', f'realm="{self.realm}"', f'nonce="{self._nonce}"', f'uri="{uri}"']
        if self._has_qop:
            self._count += 1
            count, own = f"{self._count:08x}", os.urandom(8).hex()
            response = digest(f"{secret}:{self._nonce}:{count}:{own}:auth:{request}")
            parts += [f'response="{response}"', "qop=auth", f"nc={count}", f'cnonce="{own}"']
        else:
            parts.append(f'response="{digest(f"{secret}:{self._nonce}:{request}")}"')
        if self.algorithm:
            parts.append(f"algorithm={self.algorithm}")
        if self._opaque is not None:
            parts.append(f'opaque="{self._opaque}"')
        return "Digest " + ", ".join(parts)
