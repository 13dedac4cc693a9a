"""Pools as AxeOS stores them: host, port and user of a primary and a fallback."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from headframe.driver import InvalidArgumentError, UnsupportedError
from headframe.drivers.axeos.details import MAX_POOLS
from headframe.wire.gen.miner.v1 import miner_pb2

DEFAULT_STRATUM_PORT = 3333
_PLAIN = frozenset({"stratum+tcp", "stratum", "tcp"})
_ENCRYPTED = frozenset({"stratum+ssl", "stratum+tls", "ssl", "tls"})
_TLS_BUNDLED_AUTHORITIES = 1

Settings = dict[str, Any]


def settings_of(
    pools: Sequence[miner_pb2.Pool], secrets: Sequence[str], info: Mapping[str, Any]
) -> tuple[Settings, Settings]:
    """The settings that can be read back, and the passwords, which cannot.

    Without a second pool the fallback is emptied. A pool without a password gets "x", as is the custom.

    Raises:
        InvalidArgumentError: no pool, too many, or a URL that is none.
        UnsupportedError: an encrypted pool on firmware that knows none.
    """
    if not 1 <= len(pools) <= MAX_POOLS:
        raise InvalidArgumentError(f"AxeOS takes 1 to {MAX_POOLS} pools, not {len(pools)}")
    shown: Settings = {}
    hidden: Settings = {}
    for index, key in enumerate(("stratum", "fallbackStratum")):
        if index >= len(pools):
            shown |= {f"{key}URL": "", f"{key}User": ""}
            continue
        host, port, is_encrypted = _parts(pools[index].url)
        shown |= {f"{key}URL": host, f"{key}Port": port, f"{key}User": pools[index].username}
        hidden[f"{key}Password"] = (secrets[index] if index < len(secrets) else "") or "x"
        if f"{key}TLS" in info:
            shown[f"{key}TLS"] = _TLS_BUNDLED_AUTHORITIES if is_encrypted else 0
        elif is_encrypted:
            raise UnsupportedError("this AxeOS speaks plain Stratum only")
    return shown, hidden


def _parts(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url if "://" in url else f"stratum+tcp://{url}")
        port = parts.port
    except ValueError as error:
        raise InvalidArgumentError("a pool's URL cannot be read") from error
    if parts.scheme not in _PLAIN | _ENCRYPTED:
        raise InvalidArgumentError(f"AxeOS cannot speak {parts.scheme[:32]!r}; it speaks stratum+tcp")
    if not parts.hostname or parts.username is not None or parts.path not in {"", "/"}:
        raise InvalidArgumentError("a pool's URL is scheme, host and port, no more")
    return parts.hostname, port or DEFAULT_STRATUM_PORT, parts.scheme in _ENCRYPTED
