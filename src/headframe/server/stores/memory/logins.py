# ruff: noqa: D102 - what each method promises is written at its port
"""Default logins in a dictionary."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from headframe.core.logins import DefaultLogin
from headframe.server.stores.memory.failing import Failing
from headframe.server.stores.memory.nodes import MemoryNodes
from headframe.server.stores.rules.lookups import found


class MemoryLogins(Failing):
    """DefaultLoginStore."""

    def __init__(self, nodes: MemoryNodes) -> None:
        super().__init__()
        self._nodes = nodes
        self._logins: dict[int, DefaultLogin] = {}
        self._ids = itertools.count(1)

    async def logins(self, org_id: int) -> Sequence[DefaultLogin]:
        mine = (login for login in self._logins.values() if login.org_id == org_id)
        return sorted(mine, key=lambda login: (login.created_at_ms, login.id))

    async def add_login(self, login: DefaultLogin) -> DefaultLogin:
        for node_id in login.sealed:
            found(await self._nodes.node(login.org_id, node_id), "node", node_id)
        kept = replace(login, id=next(self._ids))
        self._logins[kept.id] = kept
        return kept

    async def remove_login(self, org_id: int, login_id: int) -> None:
        login = self._logins.get(login_id)
        found(login if login and login.org_id == org_id else None, "default login", login_id)
        del self._logins[login_id]

    async def forget_node(self, org_id: int, node_id: int) -> None:
        for login in await self.logins(org_id):
            sealed = {holder: secret for holder, secret in login.sealed.items() if holder != node_id}
            self._logins[login.id] = replace(login, sealed=sealed)
