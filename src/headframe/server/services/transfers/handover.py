"""The second step of a transfer: what its owner has let go becomes the new owner's, which logs in to it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import groupby

from headframe.core.actors import Actor
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.titles import miners
from headframe.core.transfers import HOST_OFF_WAIT_MS, Transfer
from headframe.kit.clock import Clock
from headframe.server.services.commands.dispatch import Dispatcher
from headframe.server.services.commands.drafts import BatchDraft
from headframe.server.services.journal import ActivityJournal, ServerAuthor
from headframe.server.services.live import LiveFeed
from headframe.server.services.ports import CommandRouter, Ids
from headframe.server.stores.ports import Stores


class Handover:
    """Ends transfers. Each method may be called any number of times."""

    def __init__(  # noqa: PLR0917 - wired once, by name
        self,
        stores: Stores,
        dispatcher: Dispatcher,
        router: CommandRouter,
        live: LiveFeed,
        journal: ActivityJournal,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._stores = stores
        self._dispatcher = dispatcher
        self._router = router
        self._live = live
        self._journal = journal
        self._clock = clock
        self._ids = ids

    async def node_is_back(self, org_id: int, node_id: int) -> None:
        """A node is in contact: whoever vouched that its host is off was wrong; it has to let go itself."""
        leaving = await self._stores.transfers.transfers(org_id, from_node_id=node_id)
        if any(each.host_off_at_ms is not None for each in leaving):
            await self._stores.transfers.vouch_off(org_id, node_id, at_ms=None)
            await self._journal.record(
                ServerAuthor(org_id),
                "node.host_not_off",
                "A node is in contact though its host was said to be off; its miners wait until it lets go",
                node_id=node_id,
            )

    async def node_let_go(self, org_id: int, node_id: int, version: int) -> None:
        """A node acts by this version of its manifest, and nothing is under way on what that lists not."""
        transfers = self._stores.transfers
        take = partial(transfers.take_over, org_id, node_id, let_go_version=version)
        await self._hand_over(org_id, node_id, take)

    async def hosts_are_off(self, org_id: int) -> None:
        """Nodes whose hosts were vouched to be off, long enough ago, and that have not come back since."""
        transfers, until_ms = self._stores.transfers, self._clock.now_ms() - HOST_OFF_WAIT_MS
        off = [each for each in await transfers.transfers(org_id) if each.host_off_at_ms is not None]
        for node_id in sorted({each.from_node_id for each in off}):
            if not self._router.is_connected(node_id):
                take = partial(transfers.take_over_off, org_id, node_id, vouched_until_ms=until_ms)
                await self._hand_over(org_id, node_id, take)

    async def _hand_over(
        self, org_id: int, from_node_id: int, take: Callable[[], Awaitable[Sequence[Transfer]]]
    ) -> None:
        """Owners and the commands to log in change as one; who is concerned is told after that."""
        if not await self._stores.transfers.transfers(org_id, from_node_id=from_node_id):
            return
        async with self._stores.together():
            ended = sorted(await take(), key=_act)
            for _, transfers in groupby(ended, _act):
                await self._log_in(tuple(transfers))
        if not ended:
            return
        targets = {each.to_node_id for each in ended}
        for node_id in targets:
            self._router.wake(node_id)
        self._live.devices_changed(org_id, [each.device_id for each in ended])
        self._live.nodes_changed(org_id, {from_node_id, *targets})
        self._live.activity_added(org_id)

    async def _log_in(self, transfers: Sequence[Transfer]) -> None:
        """The commands of one person's transfers from one node to another, in that person's name."""
        first = transfers[0]
        names = {node.id: node.name for node in await self._stores.nodes.nodes(first.org_id)}
        source, target = names[first.from_node_id], names[first.to_node_id]
        author = ServerAuthor(first.org_id, first.actor)
        batch = BatchDraft(
            ids=self._ids,
            org_id=first.org_id,
            kind=CommandKind.PAIR,
            actor=first.actor,
            title=f"Pair after the move from {source} to {target}",
            selector=f"{len(transfers)} that left {source}",
            now_ms=self._clock.now_ms(),
        )
        for each in transfers:
            batch.add(each.to_node_id, each.device_id, each.login)
        await self._journal.record(
            author,
            "device.transferred",
            f"{miners(len(transfers))} went from {source} to {target}",
            node_id=first.to_node_id,
            device_id=first.device_id if len(transfers) == 1 else None,
            batch_id=batch.batch_id,
            details={"devices": len(transfers), "from_node_id": first.from_node_id},
        )
        await self._dispatcher.dispatch(author, batch)


def _act(transfer: Transfer) -> tuple[int, int, str, str]:
    actor: Actor = transfer.actor
    return transfer.asked_at_ms, transfer.to_node_id, actor.type, actor.id
