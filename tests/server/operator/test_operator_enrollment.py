"""Nodes are let in and put out through the API, by admins, and each act leaves its entry."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from headframe.core.access import Role
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.polling import poll_message
from headframe.core.enrollment.records import Enrollment
from headframe.core.keyset.chain import root_digest
from headframe.core.sessions.records import Standing
from headframe.core.signing.keys import key_id, public_bytes
from headframe.core.signing.pae import pae
from headframe.server.services.enrollment.polling import PollAnswer
from tests.server.operator.operator_world import NODE_ORIGIN, NOW_MS, Client, World
from tests.server.services.enrollment.enrolling import Host


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host.at(tmp_path / "node", origin=NODE_ORIGIN)


async def asking(world: World, admin: Client, host: Host) -> Enrollment:
    """A node that has registered with a code from the API."""
    made = await admin.post("/enrollment-codes")
    assert made.status_code == 201, made.text
    enrollment = world.deps.enrollment
    assert enrollment is not None
    return await enrollment.registrar.register(host.ask(EnrollmentCode.parse(made.json()["code"])))


async def let_in(world: World, admin: Client, host: Host, **body: object) -> dict[str, object]:
    enrollment = await asking(world, admin, host)
    answer = await admin.post(
        f"/enrollments/{enrollment.id}/approve", {"words": host.words(enrollment), **body}
    )
    assert answer.status_code == 200, answer.text
    node: dict[str, object] = answer.json()
    return node


async def verbs(admin: Client) -> list[str]:
    entries = (await admin.get("/activity")).json()["entries"]
    return [
        entry["verb"]
        for entry in entries
        if entry["verb"].split(".")[0] in {"enrollment", "node", "security"}
    ]


async def test_a_code_is_shown_once_with_the_address_that_nodes_are_told(world: World, admin: Client) -> None:
    made = (await admin.post("/enrollment-codes")).json()
    code = EnrollmentCode.parse(made["code"])
    assert root_digest(world.org_keys.keyset().keyset.root).startswith(code.root_pin)
    assert made["code_id"] == code.code_id.hex()
    assert (made["server_url"], made["authority_pem"]) == (NODE_ORIGIN, None)
    assert made["expires_at_ms"] == NOW_MS + 15 * 60_000
    activity = (await admin.get("/activity")).text
    assert made["code"].split(".")[2] not in activity
    assert made["code_id"] in activity


async def test_a_node_is_let_in_by_its_words(world: World, admin: Client, host: Host) -> None:
    enrollment = await asking(world, admin, host)
    (listed,) = (await admin.get("/enrollments")).json()
    assert (listed["id"], listed["state"], listed["node_name"]) == (enrollment.id, "PENDING", "hall-1")
    assert " ".join(listed["fingerprint"]["words"]) == host.words(enrollment)
    wrong = await admin.post(f"/enrollments/{enrollment.id}/approve", {"words": "abandon " * 10})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "fingerprint_differs")
    words = host.words(enrollment).upper().replace(" ", "\n")
    node = (await admin.post(f"/enrollments/{enrollment.id}/approve", {"words": words})).json()
    assert (node["name"], node["connected"], node["identity"]["standing"]) == ("hall-1", False, "ACTIVE")
    assert node["identity"]["fingerprint"] == listed["fingerprint"]
    assert (await admin.get(f"/nodes/{node['id']}")).json() == node
    assert node in (await admin.get("/nodes")).json()
    (decided,) = (await admin.get("/enrollments")).json()
    assert (decided["state"], decided["node_id"]) == ("CONFIRMED", node["id"])
    assert decided["decided_by"]["display_name"] == "mine-admin"
    again = await admin.post(f"/enrollments/{enrollment.id}/approve", {"words": words})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert await verbs(admin) == [
        "enrollment.approved",
        "security.fingerprint_differs",
        "enrollment.requested",
        "enrollment.code_made",
    ]


async def test_a_name_in_use_is_told_and_another_one_taken(world: World, admin: Client, host: Host) -> None:
    host.name = "mine-node"
    enrollment = await asking(world, admin, host)
    body = {"words": host.words(enrollment)}
    taken = await admin.post(f"/enrollments/{enrollment.id}/approve", body)
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")
    node = await admin.post(f"/enrollments/{enrollment.id}/approve", {**body, "name": "Hall 2"})
    assert node.json()["name"] == "Hall 2"


async def test_a_host_takes_the_place_of_a_node_with_its_miners(
    world: World, admin: Client, host: Host
) -> None:
    node = await let_in(world, admin, host, node_id=world.mine.node_id)
    assert (node["id"], node["name"], node["devices_owned"]) == (world.mine.node_id, "mine-node", 3)
    assert not world.router.is_connected(world.mine.node_id)


async def test_a_node_is_turned_away(world: World, admin: Client, host: Host) -> None:
    enrollment = await asking(world, admin, host)
    rejected = (await admin.post(f"/enrollments/{enrollment.id}/reject")).json()
    assert (rejected["state"], rejected["node_id"]) == ("REJECTED", None)
    polls = world.deps.enrollment.polls  # type: ignore[union-attr]
    proof = host.identity.identity.sign(poll_message(enrollment.id, 1))
    answer: PollAnswer = await polls.poll(enrollment.id, counter=1, proof=proof)
    assert answer.enrollment.state == "REJECTED"
    assert (await admin.post(f"/enrollments/{enrollment.id}/reject")).status_code == 409


async def test_a_node_is_revoked_with_what_was_sealed_to_it(world: World, admin: Client, host: Host) -> None:
    node = await let_in(world, admin, host)
    login = (await admin.post("/default-logins", {"username": "root", "password": "x"})).json()
    assert node["id"] in [holder["id"] for holder in login["nodes"]]
    revoked = (await admin.post(f"/nodes/{node['id']}/revoke")).json()
    assert revoked["identity"]["standing"] == "REVOKED"
    assert revoked["identity"]["reason"] == "revoked by mine-admin"
    (login,) = (await admin.get("/default-logins")).json()
    assert node["id"] not in [holder["id"] for holder in login["nodes"]]
    assert (await admin.post(f"/nodes/{node['id']}/revoke")).status_code == 409
    assert (await verbs(admin))[0] == "node.revoked"


async def test_an_api_key_is_changed_and_a_clone_settled(world: World, admin: Client, host: Host) -> None:
    node = await let_in(world, admin, host)
    rotated = await admin.post(f"/nodes/{node['id']}/rotate-api-key")
    assert rotated.json() == node
    assert (await admin.post(f"/nodes/{node['id']}/settle-clone")).status_code == 409
    await world.stores.identities.set_standing(
        world.mine.id, int(str(node["id"])), Standing.HELD, reason="seen before", now_ms=NOW_MS
    )
    held = (await admin.get(f"/nodes/{node['id']}")).json()
    assert (held["identity"]["standing"], held["identity"]["reason"]) == ("HELD", "seen before")
    settled = (await admin.post(f"/nodes/{node['id']}/settle-clone")).json()
    assert settled["identity"]["standing"] == "ACTIVE"
    assert (await verbs(admin))[:2] == ["node.clone_settled", "node.api_key_rotated"]


async def test_the_node_within_a_server_cannot_be_put_out(world: World, admin: Client) -> None:
    assert (await admin.get(f"/nodes/{world.mine.node_id}")).json()["identity"] is None
    for act in ("revoke", "rotate-api-key", "settle-clone"):
        answer = await admin.post(f"/nodes/{world.mine.node_id}/{act}")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict"), act


async def test_only_admins_let_nodes_in(world: World, admin: Client, host: Host) -> None:
    enrollment = await asking(world, admin, host)
    for role in (Role.OPERATOR, Role.TECHNICIAN, Role.VIEWER):
        async with await world.signed_in(role) as client:
            for answer in (
                await client.post("/enrollment-codes"),
                await client.get("/enrollments"),
                await client.post(f"/enrollments/{enrollment.id}/approve", {"words": host.words(enrollment)}),
            ):
                assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


async def test_a_server_without_nodes_from_the_network_says_so() -> None:
    world = World()
    world.mine = await world._organisation("mine")
    async with await world.signed_in() as admin:
        assert (await admin.get("/enrollments")).json() == []
        answer = await admin.post("/enrollment-codes")
        assert (answer.status_code, "headframe server" in answer.json()["detail"]) == (409, True)


async def test_a_certificate_may_be_signed_elsewhere(world: World, admin: Client, host: Host) -> None:
    enrollment = await asking(world, admin, host)
    words = {"words": host.words(enrollment)}
    drafted = (await admin.post(f"/enrollments/{enrollment.id}/draft", words)).json()
    document = drafted["certificate"]
    assert (document["type"], document["signatures"]) == ("headframe.nodecert.v1", [])
    body, key = b64decode(document["body"]), world.org_keys._admin
    assert key is not None
    signature = {
        "key_id": key_id(public_bytes(key)),
        "signature": b64encode(key.sign(pae(document["type"], body))).decode(),
    }
    approval = {**words, "node_id": drafted["node_id"]}
    path = f"/enrollments/{enrollment.id}/approve"
    for wrong in ("AA==", "A", "A" * 86 + "=="):
        forged = {**document, "signatures": [{**signature, "signature": wrong}]}
        refused = await admin.post(path, {**approval, "certificate": forged})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), wrong
    signed = {**document, "signatures": [signature]}
    node = (await admin.post(path, {**approval, "certificate": signed})).json()
    assert (node["id"], node["identity"]["standing"]) == (drafted["node_id"], "ACTIVE")
