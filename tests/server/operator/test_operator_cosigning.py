"""Commands that wait for an admin's signature, as people and programs meet them."""

import hashlib
from base64 import b64decode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.routing import Mount

from headframe.cli.keys.documents import body_of, document_of
from headframe.core.access import Role
from headframe.core.commands.intents import intent_document, read_intent
from headframe.core.commands.records import CommandState
from headframe.core.signing.keys import key_id, public_bytes
from headframe.server.operator.app import create_operator_app
from headframe.server.stores.ports.commands import CommandQuery
from headframe.wire.convert.payloads import payload_from_wire
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.server.operator.operator_world import Client, World

ADMIN = Ed25519PrivateKey.from_private_bytes(bytes([5]) * 32)
OURS, THEIRS = "stratum+tcp://ours.example:3333", "stratum+tcp://theirs.example:3333"


@pytest.fixture
def engine() -> str:
    """The statements behind it are SQL."""
    return "sqlite"


@pytest.fixture
async def policed(admin: Client) -> Client:
    """An admin whose pool changes need a signature of ADMIN."""
    changed = await admin.post(
        "/keys/changes",
        {"add_admins": [public_bytes(ADMIN).hex()], "cosign_classes": ["UPDATE_POOLS"]},
    )
    assert changed.status_code == 200, changed.text
    return admin


def pools(url: str = OURS) -> dict[str, object]:
    return {"kind": "UPDATE_POOLS", "pools": [{"url": url, "username": "us.1"}]}


async def issued(client: Client, world: World, url: str = OURS) -> dict[str, object]:
    answer = await client.post(
        "/commands", {"selector": {"ids": world.mine.device_ids}, "command": pools(url)}
    )
    assert answer.status_code == 202, answer.text
    batch: dict[str, object] = answer.json()["batch"]
    return batch


async def intents(client: Client, batch: dict[str, object]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await client.get(f"/batches/{batch['id']}/intents")).json()["intents"]
    return found


async def test_a_pool_change_waits_is_signed_and_goes_out(world: World, policed: Client) -> None:
    batch = await issued(policed, world)
    assert (batch["counts"], batch["finished"]) == ({"AWAITING_COSIGN": 3}, False)
    assert world.router.woken == [], "no node hears of it yet"
    waiting = (await policed.get("/commands/awaiting-signature")).json()
    assert key_id(public_bytes(ADMIN)) in waiting["admin_key_ids"]
    assert [(each["batch"]["id"], each["waiting"]) for each in waiting["batches"]] == [(batch["id"], 3)]
    assert waiting["batches"][0]["expires_at_ms"] > world.clock.now_ms()

    found = await intents(policed, batch)
    for row in found:
        intent, payload = read_intent(document_of(row["intent"])), b64decode(str(row["payload"]))
        assert (intent.intent_id, intent.targets) == (row["command_id"], (row["device_id"],))
        assert intent.payload_sha256 == hashlib.sha256(payload).digest()
        decoded = payload_from_wire(miner_pb2.CommandPayload.FromString(payload))
        assert decoded.pools[0].url == OURS
    signed = [body_of(document_of(row["intent"]).countersigned(ADMIN)) for row in found[:2]]
    answer = await policed.post(f"/batches/{batch['id']}/cosignatures", {"intents": signed})
    assert answer.json() == {"count": 2}
    assert set(world.router.woken) == {world.mine.node_id}
    counts = (await policed.get(f"/batches/{batch['id']}")).json()["counts"]
    assert counts == {"AWAITING_COSIGN": 1, "QUEUED": 2}
    again = await policed.post(f"/batches/{batch['id']}/cosignatures", {"intents": signed})
    assert again.json() == {"count": 0}
    entries = (await policed.get("/activity")).json()["entries"]
    told = {entry["verb"]: entry["summary"] for entry in entries}
    assert "waiting for an admin's signature" in told["batch.update_pools"]
    assert key_id(public_bytes(ADMIN)) in told["batch.cosigned"]


async def test_attack_31_a_pool_change_without_an_admins_signature_expires(
    world: World, policed: Client
) -> None:
    batch = await issued(policed, world)
    path = f"/batches/{batch['id']}/cosignatures"
    found = [document_of(row["intent"]) for row in await intents(policed, batch)]
    for documents in (found, [each.countersigned(Ed25519PrivateKey.generate()) for each in found]):
        refused = await policed.post(path, {"intents": [body_of(each) for each in documents]})
        assert (refused.status_code, refused.json()["code"]) == (403, "command_untrusted")
    world.clock.advance(1_801)
    await world.stores.commands.expire(now_ms=world.clock.now_ms())
    shown = (await policed.get(f"/batches/{batch['id']}/commands")).json()["commands"]
    assert {(each["state"], each["problem"]["code"]) for each in shown} == {
        ("EXPIRED", "cosignature_missing")
    }
    assert "headframe commands sign" in shown[0]["problem"]["action"]
    assert (await policed.get("/commands/awaiting-signature")).json()["batches"] == []
    late = await policed.post(path, {"intents": [body_of(each.countersigned(ADMIN)) for each in found]})
    assert late.json() == {"count": 0}


async def test_attack_32_a_signature_for_other_pools_lets_no_command_go(
    world: World, policed: Client
) -> None:
    good, bad = await issued(policed, world), await issued(policed, world, THEIRS)
    wanted = read_intent(document_of((await intents(policed, bad))[0]["intent"]))
    signed = read_intent(document_of((await intents(policed, good))[0]["intent"]))
    forged = intent_document(
        type(wanted)(
            wanted.org_id, wanted.intent_id, wanted.node_id, wanted.kind, wanted.targets,
            signed.payload_sha256, wanted.not_after_ms,
        )
    )  # fmt: skip
    refused = await policed.post(
        f"/batches/{bad['id']}/cosignatures", {"intents": [body_of(forged.countersigned(ADMIN))]}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "command_untrusted")
    assert "payload_sha256" in refused.json()["detail"]
    for_good = document_of((await intents(policed, good))[0]["intent"]).countersigned(ADMIN)
    elsewhere = await policed.post(f"/batches/{bad['id']}/cosignatures", {"intents": [body_of(for_good)]})
    assert elsewhere.json() == {"count": 0}
    assert (await policed.get(f"/batches/{bad['id']}")).json()["counts"] == {"AWAITING_COSIGN": 3}


async def test_what_waits_can_be_withdrawn_and_other_commands_go_at_once(
    world: World, policed: Client
) -> None:
    batch = await issued(policed, world)
    assert (await policed.post(f"/batches/{batch['id']}/cancel")).json() == {"count": 3}
    reboot = await policed.post("/commands", {"selector": {"filter": ""}, "command": {"kind": "REBOOT"}})
    assert reboot.json()["batch"]["counts"]["QUEUED"] == 3


async def test_a_batch_that_is_spread_for_longer_than_a_signature_lasts_is_refused(
    world: World, policed: Client
) -> None:
    body = {"selector": {"ids": world.mine.device_ids}, "command": pools(), "stagger_seconds": 450}
    refused = await policed.post("/commands", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert "15 minutes" in refused.json()["detail"]
    assert (await policed.post("/commands", body | {"stagger_seconds": 400})).status_code == 202


async def test_attack_61_a_viewer_changes_and_signs_no_pools(world: World, policed: Client) -> None:
    batch = await issued(policed, world)
    found = await intents(policed, batch)
    signed = [body_of(document_of(row["intent"]).countersigned(ADMIN)) for row in found]
    for role in (Role.VIEWER, Role.TECHNICIAN):
        async with await world.signed_in(role) as client:
            changed = await client.post(
                "/commands", {"selector": {"ids": world.mine.device_ids}, "command": pools()}
            )
            assert (changed.status_code, changed.json()["code"]) == (403, "not_permitted"), role
            brought = await client.post(f"/batches/{batch['id']}/cosignatures", {"intents": signed})
            assert (brought.status_code, brought.json()["code"]) == (403, "not_permitted"), role
    async with await world.signed_in(Role.VIEWER) as viewer:
        assert (await viewer.get("/commands/awaiting-signature")).json()["batches"][0]["waiting"] == 3


async def test_attack_61_pools_of_a_miner_without_an_owner_stay_as_they_are(
    world: World, policed: Client
) -> None:
    body = {"selector": {"ids": [world.mine.unowned_id]}, "command": pools(), "refusals": "leave_out"}
    refused = await policed.post("/commands", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "device_not_owned")
    kept, total = await world.stores.commands.commands(world.mine.id, _every(world.mine.unowned_id))
    assert (kept, total) == ([], 0)


async def test_a_policy_needs_an_admin_key_outside_of_the_server_and_known_classes(admin: Client) -> None:
    alone = await admin.post("/keys/changes", {"cosign_classes": ["UPDATE_POOLS"]})
    assert (alone.status_code, alone.json()["code"]) == (422, "invalid_request")
    assert "add-admin" in alone.json()["detail"]
    body = {"add_admins": [public_bytes(ADMIN).hex()], "cosign_classes": ["REBOOT"]}
    unknown = await admin.post("/keys/changes", body)
    assert unknown.status_code == 422
    assert "UPDATE_POOLS" in unknown.json()["detail"]
    assert (await admin.get("/keys")).json()["version"] == 1


async def test_in_combined_mode_there_are_no_keys_and_nothing_waits(world: World) -> None:
    world.deps = replace(world.deps, keys=None)
    world.app = Starlette(routes=[Mount("/api/v1", create_operator_app(world.deps))])
    async with await world.signed_in() as admin:
        for answer in (await admin.get("/keys"), await admin.post("/keys/changes", {"rotate_root": True})):
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
            assert "headframe server" in answer.json()["detail"]
        assert (await issued(admin, world))["counts"] == {"QUEUED": 3}
        waiting = (await admin.get("/commands/awaiting-signature")).json()
        assert (waiting["batches"], waiting["admin_key_ids"]) == ([], [])


def _every(device_id: int) -> CommandQuery:
    return CommandQuery(limit=9, device_id=device_id, states=tuple(CommandState))
