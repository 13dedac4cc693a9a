"""Whatever nodes, links and operators do: no device is on the lists that two nodes act by."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, settings, strategies as st

from headframe.core.commands.payloads import Pair
from headframe.core.transfers import Transfer
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import ALICE, NOW_MS, fleet

DEVICES = 3
NODES = 3
nodes = st.integers(0, NODES - 1)
steps = st.one_of(
    st.tuples(st.just("begin"), nodes, nodes),
    st.tuples(st.just("cancel"), nodes, nodes),
    st.tuples(st.just("fetch"), nodes, nodes),
    st.tuples(st.just("say"), nodes, nodes),
    st.tuples(st.just("hear"), nodes, nodes),
)


@dataclass
class Host:
    """A node: the list that it acts by, and its words that are still on their way, maybe for long."""

    node_id: int
    version: int = 0
    devices: frozenset[int] = frozenset()
    said: list[int] = field(default_factory=list)


@dataclass
class Fleet:
    stores: Stores
    org_id: int
    ids: tuple[int, ...]
    hosts: tuple[Host, ...]

    async def step(self, what: str, host: Host, other: Host) -> None:
        transfers = self.stores.transfers
        match what:
            case "begin":
                wanted = [
                    Transfer(
                        i,
                        self.org_id,
                        host.node_id,
                        other.node_id,
                        ALICE,
                        NOW_MS,
                        Pair((), try_defaults=True),
                    )
                    for i in self.ids
                    if host is not other
                ]
                await transfers.begin(self.org_id, wanted[:2])
            case "cancel":
                await transfers.cancel(self.org_id, self.ids[:1])
            case "fetch":
                host.version, owned = await self.stores.devices.manifest(self.org_id, host.node_id)
                host.devices = frozenset(each.device_id for each in owned)
            case "say":
                host.said.append(host.version)
            case _ if host.said:
                version = host.said.pop(0)
                await transfers.take_over(self.org_id, host.node_id, let_go_version=version)

    def check(self) -> None:
        acted_on = [device_id for host in self.hosts for device_id in host.devices]
        assert len(acted_on) == len(set(acted_on))


async def run(story: list[tuple[str, int, int]]) -> None:
    stores = memory_stores()
    first = await fleet(stores, DEVICES)
    others = [await fleet(stores, 0, node=f"node-{number}") for number in range(2, NODES + 1)]
    hosts = tuple(Host(each.node_id) for each in (first, *others))
    world = Fleet(stores, first.org_id, tuple(first.ids), hosts)
    for what, host, other in story:
        await world.step(what, hosts[host], hosts[other])
        world.check()


@settings(max_examples=300, deadline=None)
@given(st.lists(steps, max_size=40))
def test_at_most_one_node_acts_on_a_device(story: list[tuple[str, int, int]]) -> None:
    asyncio.run(run(story))
