"""Default logins: sealed to every node within the request that brings one, and then as good as unreadable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headframe.core.commands.payloads import SealedSecret
from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import Node
from headframe.core.logins import MAX_DEFAULT_LOGINS, DefaultLogin
from headframe.kit.clock import Clock
from headframe.server.services.journal import ActivityJournal
from headframe.server.services.ports import Sealer
from headframe.server.services.principals import Principal
from headframe.server.services.sealing import seal_login
from headframe.server.stores.ports import DefaultLoginStore, NodeStore


@dataclass(frozen=True, slots=True)
class HeldLogin:
    """A default login, the nodes that can open it, and those that came later or have another key now."""

    login: DefaultLogin
    holders: Sequence[Node]
    lacking: Sequence[Node]


class DefaultLoginService:
    """The default logins of an organisation."""

    def __init__(
        self,
        logins: DefaultLoginStore,
        nodes: NodeStore,
        sealer: Sealer,
        journal: ActivityJournal,
        clock: Clock,
    ) -> None:
        self._logins = logins
        self._nodes = nodes
        self._sealer = sealer
        self._journal = journal
        self._clock = clock

    async def logins(self, org_id: int) -> Sequence[HeldLogin]:
        """All, oldest first, with who holds each."""
        nodes = await self._nodes.nodes(org_id)
        return [self._held(login, nodes) for login in await self._logins.logins(org_id)]

    async def add(self, principal: Principal, login: Credentials, driver: str) -> HeldLogin:
        """Keep a login for all nodes of now.

        Raises:
            HeadframeError: LIMIT_REACHED; NODE_NOT_CONNECTED where no node has shown a key to seal it to.
        """
        if len(await self._logins.logins(principal.org_id)) >= MAX_DEFAULT_LOGINS:
            raise HeadframeError(
                Code.LIMIT_REACHED,
                f"There are at most {MAX_DEFAULT_LOGINS} default logins: remove one first.",
            )
        nodes = await self._nodes.nodes(principal.org_id)
        sealed = dict(self._sealed(nodes, login))
        if not sealed:
            raise HeadframeError(
                Code.NODE_NOT_CONNECTED, "No node has shown a key yet that the login could be sealed to."
            )
        now_ms = self._clock.now_ms()
        kept = await self._logins.add_login(
            DefaultLogin(0, principal.org_id, login.username, driver, now_ms, principal.actor, sealed)
        )
        await self._note(principal, "default_login.added", "added", kept)
        return self._held(kept, nodes)

    async def remove(self, principal: Principal, login_id: int) -> None:
        """Forget a login. Miners that were paired with it stay paired."""
        known = {login.id: login for login in await self._logins.logins(principal.org_id)}
        if login_id not in known:
            raise HeadframeError(Code.NOT_FOUND, f"There is no default login {login_id}.")
        await self._logins.remove_login(principal.org_id, login_id)
        await self._note(principal, "default_login.removed", "removed", known[login_id])

    def _sealed(self, nodes: Sequence[Node], login: Credentials) -> Iterator[tuple[int, SealedSecret]]:
        for node in nodes:
            if self._sealer.key_id(node):
                yield node.id, seal_login(self._sealer, node, login)

    def _held(self, login: DefaultLogin, nodes: Sequence[Node]) -> HeldLogin:
        holds = {node.id for node in nodes if login.for_node(node.id, self._sealer.key_id(node))}
        return HeldLogin(
            login,
            [node for node in nodes if node.id in holds],
            [node for node in nodes if node.id not in holds],
        )

    async def _note(self, principal: Principal, verb: str, did: str, login: DefaultLogin) -> None:
        user, driver = login.username or "no user name", login.driver or "any"
        await self._journal.record(
            principal,
            verb,
            f"{did} a default login: {user}, for {driver} miners",
            details={"login_id": login.id, "driver": login.driver},
        )
