"""Logins of devices for polls and commands: the vault behind a cache of what was opened.

A poll of thousands of devices must not open thousands of records; the process holds the key anyway.
"""

import structlog

from headframe.core.devices import Credentials
from headframe.core.errors import HeadframeError
from headframe.node.keys.vault import Vault

log = structlog.get_logger(__name__)


class Logins:
    """Reads are from memory after the first; writes are on disk before they return."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._opened: dict[int, Credentials | None] = {}

    def credentials(self, device_id: int) -> Credentials | None:
        """The login of a device; None when it has none, or when its record is damaged."""
        if device_id not in self._opened:
            self._opened[device_id] = self._open(device_id)
        return self._opened[device_id]

    async def remember(self, device_id: int, credentials: Credentials) -> None:
        """Keep a login, durably."""
        await self._vault.remember(device_id, credentials)
        self._opened[device_id] = credentials

    async def forget(self, device_id: int) -> None:
        """Remove a login, durably."""
        await self._vault.forget(device_id)
        self._opened[device_id] = None

    def _open(self, device_id: int) -> Credentials | None:
        try:
            return self._vault.credentials(device_id)
        except HeadframeError as error:
            log.warning("login_not_readable", device_id=device_id, code=error.code)
            return None
