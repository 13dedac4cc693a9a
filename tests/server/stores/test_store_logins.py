"""Default logins, as they were sealed."""

from dataclasses import replace

import pytest

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.logins import DefaultLogin
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import ALICE, NOW_MS, fleet


def login(org_id: int, at_ms: int = NOW_MS) -> DefaultLogin:
    return DefaultLogin(0, org_id, "root", "antminer", at_ms, ALICE)


async def test_logins_come_back_as_they_were_sealed_oldest_first(stores: Stores) -> None:
    first, second = await fleet(stores, 0), await fleet(stores, 0, node="node-2")
    sealed = {first.node_id: SealedSecret("k1", b"\x00one"), second.node_id: SealedSecret("k2", b"\xfftwo")}
    newer = await stores.logins.add_login(replace(login(first.org_id, NOW_MS + 1), sealed=sealed))
    older = await stores.logins.add_login(replace(login(first.org_id), username="", driver=""))
    assert newer == replace(login(first.org_id, NOW_MS + 1), id=newer.id, sealed=sealed)
    assert await stores.logins.logins(first.org_id) == [older, newer]


async def test_a_removed_login_is_gone(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    kept = await stores.logins.add_login(
        replace(login(owner.org_id), sealed={owner.node_id: SealedSecret("k", b"x")})
    )
    await stores.logins.remove_login(owner.org_id, kept.id)
    assert await stores.logins.logins(owner.org_id) == []
    with pytest.raises(HeadframeError) as absent:
        await stores.logins.remove_login(owner.org_id, kept.id)
    assert absent.value.code is Code.NOT_FOUND


async def test_what_was_sealed_to_a_node_goes_and_the_login_stays_for_others(stores: Stores) -> None:
    gone, other = await fleet(stores, 0), await fleet(stores, 0, node="node-2")
    sealed = {gone.node_id: SealedSecret("k1", b"one"), other.node_id: SealedSecret("k2", b"two")}
    await stores.logins.add_login(replace(login(gone.org_id), sealed=sealed))
    await stores.logins.forget_node(gone.org_id + 1, gone.node_id)
    await stores.logins.forget_node(gone.org_id, gone.node_id)
    assert [dict(each.sealed) for each in await stores.logins.logins(gone.org_id)] == [
        {other.node_id: sealed[other.node_id]}
    ]


async def test_logins_and_nodes_of_another_organisation_do_not_exist(stores: Stores) -> None:
    mine, other = await fleet(stores, 0), await fleet(stores, 0, org="other")
    kept = await stores.logins.add_login(login(mine.org_id))
    assert await stores.logins.logins(other.org_id) == []
    with pytest.raises(HeadframeError) as absent:
        await stores.logins.remove_login(other.org_id, kept.id)
    assert absent.value.code is Code.NOT_FOUND
    foreign = replace(login(mine.org_id), sealed={other.node_id: SealedSecret("k", b"x")})
    with pytest.raises(HeadframeError) as refused:
        await stores.logins.add_login(foreign)
    assert refused.value.code is Code.NOT_FOUND
    assert await stores.logins.logins(mine.org_id) == [kept]
