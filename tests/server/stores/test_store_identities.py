"""Who a node is, and whether it is let in."""

import asyncio
from dataclasses import replace

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.generations import Generation
from headframe.core.sessions.records import Standing
from headframe.server.stores.ports import Stores
from tests.server.stores.enrollment_builders import api_key, certificate, identity
from tests.server.stores.store_builders import NOW_MS, fleet

FIRST = Generation(1, acknowledged=False, incarnation=b"\x00" * 16)


async def test_an_identity_is_kept_and_replaced(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    mine = identity(owner.org_id, owner.node_id)
    await stores.identities.put_identity(mine)
    assert await stores.identities.identity(owner.node_id) == mine
    assert await stores.identities.identities(owner.org_id) == [mine]
    assert await stores.identities.identities(owner.org_id + 1) == []
    assert await stores.identities.identity(owner.node_id + 1000) is None
    await stores.identities.note_generation(owner.node_id, FIRST, last=Generation())
    await stores.identities.put_identity(mine)
    assert await stores.identities.identity(owner.node_id) == mine
    with pytest.raises(HeadframeError) as absent:
        await stores.identities.put_identity(identity(owner.org_id, owner.node_id + 1000))
    assert absent.value.code is Code.NOT_FOUND


async def test_another_certificate_leaves_the_count_of_handshakes(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    await stores.identities.put_identity(mine := identity(owner.org_id, owner.node_id))
    await stores.identities.note_generation(owner.node_id, FIRST, last=Generation())
    other = certificate(2)
    await stores.identities.replace_certificate(owner.org_id, owner.node_id, other, fingerprint=b"f")
    expected = replace(mine, certificate=other, fingerprint=b"f", generation=FIRST)
    assert await stores.identities.identity(owner.node_id) == expected
    with pytest.raises(HeadframeError) as absent:
        await stores.identities.replace_certificate(
            owner.org_id + 1, owner.node_id, certificate(), fingerprint=b""
        )
    assert absent.value.code is Code.NOT_FOUND


async def test_of_two_handshakes_at_once_one_is_the_next(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    await stores.identities.put_identity(identity(owner.org_id, owner.node_id))
    note = stores.identities.note_generation
    noted = await asyncio.gather(*(note(owner.node_id, FIRST, last=Generation()) for _ in range(3)))
    assert sorted(noted) == [False, False, True]
    await stores.identities.acknowledge_generation(owner.node_id, 2)
    kept = await stores.identities.identity(owner.node_id)
    assert kept is not None
    assert kept.generation == FIRST
    await stores.identities.acknowledge_generation(owner.node_id, 1)
    assert await note(owner.node_id, replace(FIRST, number=2), last=replace(FIRST, acknowledged=True))


async def test_a_node_is_held_let_in_and_revoked_for_good(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    await stores.identities.put_identity(identity(owner.org_id, owner.node_id))
    await stores.identities.note_generation(owner.node_id, FIRST, last=Generation())

    async def stand(standing: Standing, org_id: int = owner.org_id) -> Generation:
        set_standing = stores.identities.set_standing
        after = await set_standing(org_id, owner.node_id, standing, reason=standing.lower(), now_ms=NOW_MS)
        assert after == await stores.identities.identity(owner.node_id)
        assert (after.standing, after.standing_reason, after.standing_since_ms) == (
            standing,
            standing.lower(),
            NOW_MS,
        )
        return after.generation

    assert await stand(Standing.HELD) == FIRST
    assert await stand(Standing.ACTIVE) == Generation()
    assert await stand(Standing.REVOKED) == Generation()
    for standing, org_id, why in (
        (Standing.ACTIVE, owner.org_id, Code.CONFLICT),
        (Standing.HELD, owner.org_id + 1, Code.NOT_FOUND),
    ):
        with pytest.raises(HeadframeError) as refused:
            await stand(standing, org_id)
        assert refused.value.code is why


async def test_api_keys_overlap_end_and_go(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    org_id, node_id, identities = owner.org_id, owner.node_id, stores.identities
    old, middle, new = [api_key(org_id, node_id, number) for number in (1, 2, 3)]
    for key in (old, middle, new):
        await identities.add_api_key(key)
    await identities.use_api_key(old.key_id, now_ms=5)
    await identities.use_api_key(old.key_id, now_ms=9)
    await identities.end_api_keys(org_id, node_id, but=middle.key_id, at_ms=NOW_MS)
    await identities.end_api_keys(org_id, node_id, but=new.key_id, at_ms=NOW_MS + 1)
    assert await identities.api_keys(org_id, node_id) == [
        replace(new, ends_at_ms=NOW_MS),
        replace(middle, ends_at_ms=NOW_MS + 1),
        replace(old, first_used_ms=5, sealed=None, ends_at_ms=NOW_MS),
    ]
    await identities.drop_api_keys(org_id + 1, node_id)
    assert len(await identities.api_keys(org_id, node_id)) == 3
    await identities.drop_api_keys(org_id, node_id, unused=True)
    assert [key.key_id for key in await identities.api_keys(org_id, node_id)] == [old.key_id]
    await identities.drop_api_keys(org_id, node_id)
    assert await identities.api_keys(org_id, node_id) == []
    with pytest.raises(HeadframeError) as absent:
        await identities.add_api_key(api_key(org_id, node_id + 1000))
    assert absent.value.code is Code.NOT_FOUND
