"""Default logins of an organisation, sealed to its nodes."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.logins import DefaultLogin


class DefaultLoginStore(Protocol):
    """Default logins. Nothing here can be read by the server."""

    async def logins(self, org_id: int) -> Sequence[DefaultLogin]:
        """All of them, oldest first."""
        ...

    async def add_login(self, login: DefaultLogin) -> DefaultLogin:
        """Keep a login with what was sealed; its id is given by the store. NOT_FOUND for an absent node."""
        ...

    async def remove_login(self, org_id: int, login_id: int) -> None:
        """Forget a login with all that was sealed. NOT_FOUND."""
        ...

    async def forget_node(self, org_id: int, node_id: int) -> None:
        """Forget what was sealed to a node; the logins stay for others."""
        ...
