"""Secrets are sealed to what a node shows on its stream: so it has to be what an admin certified."""

from dataclasses import replace
from pathlib import Path

import pytest

from headframe.core.errors import Code
from headframe.core.sessions.records import Standing
from tests.server.services.enrollment.enrolling import World, refused, world_at


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await world_at(tmp_path)


async def test_a_node_shows_the_keys_in_its_certificate(world: World) -> None:
    host = world.host()
    node = await world.enrolled(host)
    await world.services.certified.check(node.id, host.bundle)
    assert "security.node_keys_differ" not in await world.verbs()


@pytest.mark.parametrize(
    "name", ["identity", "attest", "encryption", "miner_signing", "local_ui_spki_sha256"]
)
async def test_attack_04_a_key_swapped_on_the_way_is_refused_and_told(world: World, name: str) -> None:
    host, other = world.host("one"), world.host("two")
    node = await world.enrolled(host)
    swapped = replace(host.bundle, **{name: getattr(other.bundle, name)})
    for _ in range(3):
        with refused(Code.NOT_SIGNED_IN):
            await world.services.certified.check(node.id, swapped)
    assert (await world.verbs()).count("security.node_keys_differ") == 1, "told, and not again at each try"


async def test_a_node_that_is_not_let_in_shows_nothing(world: World) -> None:
    host = world.host()
    node = await world.enrolled(host)
    with refused(Code.NOT_SIGNED_IN):
        await world.services.certified.check(node.id + 1, host.bundle)
    await world.stores.identities.set_standing(
        world.org_id, node.id, Standing.REVOKED, reason="put out", now_ms=world.clock.now_ms()
    )
    with refused(Code.NODE_REVOKED):
        await world.services.certified.check(node.id, host.bundle)
