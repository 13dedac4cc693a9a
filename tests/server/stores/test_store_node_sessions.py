"""Challenges are taken once, sessions are one a node, counters are used once."""

import asyncio

from headframe.server.stores.ports import Stores
from tests.server.stores.enrollment_builders import challenge, session
from tests.server.stores.store_builders import NOW_MS, fleet


async def test_attack_10_a_challenge_is_taken_once(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    asked = challenge(owner.org_id, owner.node_id)
    await stores.node_sessions.add_challenge(asked, now_ms=NOW_MS)
    take = stores.node_sessions.take_challenge
    taken = await asyncio.gather(*(take(asked.challenge_sha256) for _ in range(3)))
    assert (taken.count(asked), taken.count(None)) == (1, 2)
    assert await take(bytes(32)) is None


async def test_challenges_that_are_over_go(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    old = challenge(owner.org_id, owner.node_id, expires_at_ms=NOW_MS)
    await stores.node_sessions.add_challenge(old, now_ms=NOW_MS - 1)
    await stores.node_sessions.add_challenge(challenge(owner.org_id, owner.node_id, 2), now_ms=NOW_MS)
    assert await stores.node_sessions.take_challenge(old.challenge_sha256) is None
    assert await stores.node_sessions.take_challenge(bytes([2]) * 32) is not None


async def test_a_node_has_one_session_and_others_keep_theirs(stores: Stores) -> None:
    one, other = await fleet(stores, 0), await fleet(stores, 0, node="node-2")
    for each in (session(other.org_id, other.node_id, 9), session(one.org_id, one.node_id, 1)):
        await stores.node_sessions.open_session(each)
    newest = session(one.org_id, one.node_id, 2)
    await stores.node_sessions.open_session(newest)
    assert await stores.node_sessions.session(bytes([1]) * 32) is None
    assert await stores.node_sessions.session(newest.token_sha256) == newest
    assert await stores.node_sessions.session(bytes([9]) * 32) is not None


async def test_a_counter_is_used_once_a_session(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    opened = session(owner.org_id, owner.node_id)
    await stores.node_sessions.open_session(opened)
    use = stores.node_sessions.use_counter
    used = await asyncio.gather(*(use(opened.token_sha256, counter) for counter in (2, 1, 2)))
    assert sorted(used) == [False, True, True]
    assert not await use(bytes(32), 1)
    await stores.node_sessions.open_session(session(owner.org_id, owner.node_id, 2))
    assert not await use(opened.token_sha256, 3)
    assert await use(bytes([2]) * 32, 1)


async def test_ended_sessions_take_their_handshakes_along(stores: Stores) -> None:
    owner = await fleet(stores, 0)
    opened, asked = session(owner.org_id, owner.node_id), challenge(owner.org_id, owner.node_id)
    await stores.node_sessions.open_session(opened)
    await stores.node_sessions.use_counter(opened.token_sha256, 1)
    await stores.node_sessions.add_challenge(asked, now_ms=NOW_MS)
    await stores.node_sessions.end_sessions(owner.org_id + 1, owner.node_id)
    assert await stores.node_sessions.session(opened.token_sha256) == opened
    await stores.node_sessions.end_sessions(owner.org_id, owner.node_id)
    assert await stores.node_sessions.session(opened.token_sha256) is None
    assert await stores.node_sessions.take_challenge(asked.challenge_sha256) is None
