"""Default logins: sealed to each node, tried by pairing, readable by nobody else."""

from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from headframe.core.commands.payloads import Pair, SealedSecret
from headframe.core.logins import MAX_DEFAULT_LOGINS
from headframe.kit.sealing import SealPurpose, open_sealed, sealing_info
from headframe.server.stores.ports.commands import CommandQuery
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.server.operator.operator_world import NOW_MS, Client, World

SECRET = "default-secret-7"
LOGIN = {"username": "root", "password": SECRET, "driver": "antminer"}


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def opened(world: World, secret: SealedSecret) -> tuple[str, str]:
    """What the node of this organisation reads."""
    mine = world.mine
    info = sealing_info(str(mine.id), str(mine.node_id), SealPurpose.PAIR_CREDENTIALS)
    login = miner_pb2.Credentials.FromString(open_sealed(mine.node_key, secret.ciphertext, info))
    return login.username, login.password


async def tried(world: World, admin: Client, **body: object) -> Sequence[Pair]:
    """What the commands of a pairing bring."""
    started = await admin.post("/pair", {"selector": {"ids": [world.mine.device_ids[0]]}, **body})
    assert started.status_code == 202, started.text
    query = CommandQuery(10, batch_id=started.json()["batch_id"])
    commands, _ = await world.stores.commands.commands(world.mine.id, query)
    return [command.payload for command in commands if isinstance(command.payload, Pair)]


async def test_a_default_login_is_kept_without_its_password(world: World, admin: Client) -> None:
    added = await admin.post("/default-logins", LOGIN)
    assert added.status_code == 201, added.text
    login = added.json()
    assert login == {
        "id": login["id"],
        "username": "root",
        "driver": "antminer",
        "created_at_ms": NOW_MS,
        "created_by": login["created_by"],
        "nodes": [{"id": world.mine.node_id, "name": "mine-node"}],
        "lacking": [],
    }
    assert (await admin.get("/default-logins")).json() == [login]
    (kept,) = await world.stores.logins.logins(world.mine.id)
    assert set(kept.sealed) == {world.mine.node_id}
    assert opened(world, kept.sealed[world.mine.node_id]) == ("root", SECRET)
    assert SECRET not in repr(kept)
    assert SECRET not in (await admin.get("/activity")).text
    assert (await admin.request("DELETE", f"/default-logins/{login['id']}")).status_code == 204
    assert (await admin.get("/default-logins")).json() == []


async def test_pairing_tries_given_logins_then_default_ones(world: World, admin: Client) -> None:
    for username, driver in (("any", ""), ("root", "antminer"), ("other", "axeos")):
        await admin.post("/default-logins", {"username": username, "password": SECRET, "driver": driver})
    given = {"username": "given", "password": "p"}
    (payload,) = await tried(world, admin, credentials=[given])
    assert [opened(world, secret)[0] for secret in payload.credentials] == ["given", "root", "any"]
    assert payload.try_defaults
    (payload,) = await tried(world, admin, credentials=[given], try_defaults=False)
    assert [opened(world, secret)[0] for secret in payload.credentials] == ["given"]


async def test_a_node_that_came_later_lacks_it_and_is_named(world: World, admin: Client) -> None:
    await admin.post("/default-logins", LOGIN)
    later = await world.stores.nodes.ensure_node(
        world.mine.id, name="later", encryption_public_key=b"k" * 32, now_ms=NOW_MS
    )
    (login,) = (await admin.get("/default-logins")).json()
    assert [node["name"] for node in login["nodes"]] == ["mine-node"]
    assert login["lacking"] == [{"id": later.id, "name": "later"}]


async def test_a_node_with_another_key_lacks_it_and_is_not_sent_what_it_cannot_open(
    world: World, admin: Client
) -> None:
    await admin.post("/default-logins", LOGIN)
    fresh = X25519PrivateKey.generate()
    world.router.keys[world.mine.node_id] = fresh.public_key().public_bytes_raw()
    (login,) = (await admin.get("/default-logins")).json()
    assert (login["nodes"], [node["name"] for node in login["lacking"]]) == ([], ["mine-node"])
    (payload,) = await tried(world, admin)
    assert payload.credentials == ()


async def test_without_a_node_to_seal_to_nothing_is_kept(world: World, admin: Client) -> None:
    world.router.connected.clear()
    await world.stores.nodes.ensure_node(
        world.mine.id, name="mine-node", encryption_public_key=b"", now_ms=NOW_MS
    )
    refused = await admin.post("/default-logins", LOGIN)
    assert (refused.status_code, refused.json()["code"]) == (503, "node_not_connected")
    assert (await admin.get("/default-logins")).json() == []


async def test_there_are_a_few_at_most(admin: Client) -> None:
    for _ in range(MAX_DEFAULT_LOGINS):
        assert (await admin.post("/default-logins", LOGIN)).status_code == 201
    full = await admin.post("/default-logins", LOGIN)
    assert (full.status_code, full.json()["code"]) == (409, "limit_reached")


async def test_what_is_no_login_is_refused_without_repeating_it(admin: Client) -> None:
    refused = await admin.post("/default-logins", LOGIN | {"driver": "No Driver!"})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/driver")
    nameless = await admin.post("/default-logins", {"username": "root"})
    assert nameless.status_code == 422
    assert SECRET not in refused.text
