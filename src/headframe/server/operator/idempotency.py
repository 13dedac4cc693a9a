"""Idempotency keys of callers."""

from headframe.server.services.principals import Principal


def scoped_key(principal: Principal, key: str) -> str:
    """An idempotency key that no other caller's can equal; empty stays empty."""
    return f"{principal.rate_key}:{key}" if key else ""
