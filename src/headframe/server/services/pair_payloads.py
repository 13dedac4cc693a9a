"""What nodes are given to log in to miners with: logins sealed to each, which the server cannot read."""

from collections.abc import Callable, Sequence
from functools import cache

from headframe.core.commands.payloads import Pair
from headframe.core.devices import Credentials
from headframe.core.fleet import Node
from headframe.core.logins import MAX_LOGINS_TRIED, logins_to_try
from headframe.server.services.ports import Sealer
from headframe.server.services.sealing import seal_login
from headframe.server.stores.ports import DefaultLoginStore


class PairPayloads:
    """Makes what PAIR commands carry."""

    def __init__(self, sealer: Sealer, logins: DefaultLoginStore) -> None:
        self._sealer = sealer
        self._logins = logins

    async def made(
        self, org_id: int, nodes: Sequence[Node], credentials: Sequence[Credentials], *, try_defaults: bool
    ) -> Callable[[int, str], Pair]:
        """What a node, by its id, tries on miners of a driver: logins given, then the organisation's own.

        Raises:
            HeadframeError: NODE_NOT_CONNECTED for a node whose key is not known.
        """
        given = {
            node.id: tuple(seal_login(self._sealer, node, login) for login in credentials) for node in nodes
        }
        keys = {node.id: self._sealer.key_id(node) for node in nodes}
        own = await self._logins.logins(org_id) if try_defaults else ()

        @cache
        def payload(node_id: int, driver: str) -> Pair:
            more = logins_to_try(own, node_id=node_id, key_id=keys[node_id], driver=driver)
            return Pair((*given[node_id], *more)[:MAX_LOGINS_TRIED], try_defaults)

        return payload
