"""An enrolled node changes its keys: it asks with the old ones, and an admin compares the new ones' words."""

from dataclasses import replace

from headframe.core.enrollment.records import EnrollmentState
from headframe.core.errors import Code
from headframe.node.keys.identity import NodeIdentity
from tests.server.services.enrollment.enrolling import Host, World, refused


async def rotating(world: World) -> tuple[Host, Host]:
    """An enrolled host, and what it is to become."""
    host = world.host()
    await world.enrolled(host)
    await world.handshake(host)
    keys = NodeIdentity.load_or_create(world.directory / "next", host.identity.incarnation)
    return host, replace(host, identity=replace(keys, directory=host.identity.directory), polls=0)


async def test_new_keys_take_effect_when_an_admin_has_signed(world: World) -> None:
    host, following = await rotating(world)
    asked = await world.services.rotation.ask(host.rotate(following.identity))
    with refused(Code.NOT_SIGNED_IN):
        await world.handshake(following)
    await world.handshake(host)
    with refused(Code.FINGERPRINT_DIFFERS):
        await world.services.desk.approve(world.admin, asked.id, words=host.words(asked))
    node = await world.services.desk.approve(world.admin, asked.id, words=following.words(asked))
    assert (node.id, node.encryption_public_key) == (host.node_id, following.bundle.encryption)
    assert world.streams.ended == [("again", node.id)]
    answer = await world.poll(following, asked)
    assert (answer.enrollment.state, answer.sealed_api_key) == (EnrollmentState.CONFIRMED, None)
    with refused(Code.NOT_SIGNED_IN):
        await world.handshake(host)
    assert (await world.handshake(following)).generation > 2
    assert (await world.verbs())[-1] == "node.keys_replaced"


async def test_the_same_wish_is_one_and_another_one_takes_its_place(world: World) -> None:
    host, following = await rotating(world)
    first = await world.services.rotation.ask(host.rotate(following.identity))
    assert await world.services.rotation.ask(host.rotate(following.identity)) == first
    other = NodeIdentity.load_or_create(world.directory / "other", host.identity.incarnation)
    second = await world.services.rotation.ask(host.rotate(other))
    kept = {each.id: each.state for each in await world.services.desk.enrollments(world.org_id)}
    assert (kept[first.id], kept[second.id]) == (EnrollmentState.REJECTED, EnrollmentState.PENDING)


async def test_nobody_else_asks_for_new_keys(world: World) -> None:
    host, following = await rotating(world)
    thief = replace(world.host("thief"), node_id=host.node_id)
    with refused(Code.INVALID_REQUEST):
        await world.services.rotation.ask(thief.rotate(following.identity))
    with refused(Code.NOT_SIGNED_IN):
        await world.services.rotation.ask(host.rotate(following.identity, node_id=4711))
    await world.services.standing.revoke(world.admin, host.node_id)
    with refused(Code.NODE_REVOKED):
        await world.services.rotation.ask(host.rotate(following.identity))


async def test_an_api_key_that_was_not_fetched_goes_with_the_old_keys(world: World) -> None:
    host, following = await rotating(world)
    await world.services.standing.rotate_api_key(world.admin, host.node_id)
    asked = await world.services.rotation.ask(host.rotate(following.identity))
    await world.services.desk.approve(world.admin, asked.id, words=following.words(asked))
    assert (await world.handshake(following)).new_api_key is None
