"""Keyset versions have no gaps and no forks."""

from headframe.core.errors import Code, HeadframeError


def check_follows(version: int, *, newest: int) -> None:
    """CONFLICT unless `version` is one above the newest kept; 0 stands for none."""
    if version != newest + 1:
        raise HeadframeError(
            Code.CONFLICT, f"Keyset {version} does not follow {newest}: another server was first"
        )
