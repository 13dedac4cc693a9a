"""Preview, issue, follow, retry, cancel."""

import pytest

from headframe.core.access import Role
from headframe.core.commands.payloads import UpdatePassword, UpdatePools
from headframe.core.commands.records import CommandState
from headframe.core.devices import PairingStatus
from headframe.core.errors import TABLE, Code, Problem
from headframe.kit.sealing import SealPurpose, open_sealed, sealing_info
from headframe.server.stores.ports.commands import CommandQuery, StateChange
from tests.server.operator.operator_world import Client, World

REBOOT = {"kind": "REBOOT"}
ALL = {"filter": ""}


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """These hold on every kind of store."""
    name: str = request.param
    return name


async def test_a_preview_groups_reasons_and_estimates_power(world: World, admin: Client) -> None:
    mine = world.mine
    await world.stores.devices.record_pairing(
        mine.id, mine.device_ids[2], PairingStatus.AUTHENTICATION_NEEDED
    )
    body = {"selector": ALL, "command": {"kind": "SET_POWER_TARGET", "watts": 3000}}
    preview = (await admin.post("/commands/preview", body)).json()
    assert (preview["selected"], preview["can"], preview["cannot"]) == (4, 2, 2)
    assert {(reason["code"], reason["count"]) for reason in preview["reasons"]} == {
        ("device_not_owned", 1),
        ("device_not_paired", 1),
    }
    assert preview["reasons"][0]["examples"][0]["device_id"] in {mine.device_ids[2], mine.unowned_id}
    assert preview["power_effect"] == {
        "is_estimate": True,
        "delta_watts": -1000.0,
        "devices_estimated": 2,
        "devices_unknown": 0,
    }
    assert preview["waiting_for_node"] == 0
    world.router.connected.clear()
    assert (await admin.post("/commands/preview", body)).json()["waiting_for_node"] == 2
    assert not (await admin.get("/batches")).json()["batches"], "a preview changes nothing"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"kind": "SET_POWER_TARGET", "watts": 5000}, "its highest power target is 3500 W"),
        ({"kind": "SET_POWER_TARGET", "mode": "turbo"}, "its power modes are eco"),
        ({"kind": "CURTAIL", "level": "EFFICIENCY"}, "it has no curtailment level EFFICIENCY"),
        ({"kind": "SET_COOLING_MODE", "mode": "IMMERSION"}, "it has no cooling mode IMMERSION"),
    ],
)
async def test_what_a_device_cannot_do_is_refused_and_named(
    world: World, admin: Client, command: dict[str, object], reason: str
) -> None:
    selector = {"ids": world.mine.device_ids}
    preview = (await admin.post("/commands/preview", {"selector": selector, "command": command})).json()
    assert [(entry["reason"], entry["count"]) for entry in preview["reasons"]] == [(reason, 3)]
    body = {"selector": selector, "command": command, "refusals": "leave_out"}
    issued = await admin.post("/commands", body)
    assert (issued.status_code, issued.json()["code"]) == (422, "unsupported_by_device")
    recorded = await admin.post("/commands", body | {"refusals": "record"})
    assert recorded.json()["batch"]["counts"] == {"REJECTED": 3}
    assert recorded.json()["batch"]["finished"] is True


async def test_issuing_makes_rows_wakes_the_node_and_follows_outcomes(world: World, admin: Client) -> None:
    mine = world.mine
    issued = await admin.post("/commands", {"selector": ALL, "command": REBOOT, "stagger_seconds": 2})
    assert issued.status_code == 202
    batch = issued.json()["batch"]
    assert batch["counts"] == {"QUEUED": 3, "REJECTED": 1}
    assert world.router.woken == [mine.node_id]
    claimed = await world.stores.commands.claim_due(
        mine.id, [mine.node_id], now_ms=world.clock.now_ms() + 60_000, limit=10
    )
    due = claimed[mine.node_id].commands
    assert [command.not_before_ms - world.clock.now_ms() for command in due] == [0, 2000, 4000]
    now = world.clock.now_ms()
    accepted = [StateChange(command.id, CommandState.ACCEPTED, now) for command in due]
    await world.stores.commands.apply(mine.id, accepted)
    outcome = [
        StateChange(due[0].id, CommandState.SUCCEEDED, now),
        StateChange(due[1].id, CommandState.FAILED, now, Problem(Code.DEVICE_TIMEOUT, "no answer", "E7")),
    ]
    await world.stores.commands.apply(mine.id, outcome)
    shown = (await admin.get(f"/batches/{batch['id']}")).json()
    assert shown["counts"] == {"SUCCEEDED": 1, "FAILED": 1, "ACCEPTED": 1, "REJECTED": 1}
    assert (shown["total"], shown["finished"]) == (4, False)
    rows = (await admin.get(f"/batches/{batch['id']}/commands")).json()["commands"]
    assert {row["state"] for row in rows[:2]} == {"FAILED", "REJECTED"}
    failed = next(row for row in rows if row["state"] == "FAILED")
    assert failed["problem"] == {
        "code": "device_timeout",
        "message": "no answer",
        "action": TABLE[Code.DEVICE_TIMEOUT].action,
        "vendor_code": "E7",
    }
    assert failed["device_name"]
    assert failed["device_address"]
    assert (await admin.get(f"/commands/{failed['id']}")).json() == failed
    history = (await admin.get(f"/devices/{failed['device_id']}/commands")).json()
    assert [row["id"] for row in history["commands"]] == [failed["id"]]
    only = (await admin.get(f"/batches/{batch['id']}/commands", state="SUCCEEDED")).json()
    assert only["total"] == 1


async def test_an_idempotency_key_acts_once(world: World, admin: Client) -> None:
    body = {"selector": {"ids": world.mine.device_ids}, "command": REBOOT}
    first = (await admin.post("/commands", body, Idempotency_Key="click-1")).json()
    again = (await admin.post("/commands", body, Idempotency_Key="click-1")).json()
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["batch"]["id"] == first["batch"]["id"]
    _, total = await world.stores.commands.commands(
        world.mine.id, CommandQuery(1, batch_id=first["batch"]["id"])
    )
    assert total == 3
    other = await admin.post(
        "/commands", body | {"command": {"kind": "STOP_MINING"}}, Idempotency_Key="click-1"
    )
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    async with await world.signed_in(Role.OPERATOR) as operator:
        theirs = (await operator.post("/commands", body, Idempotency_Key="click-1")).json()
        assert theirs["replayed"] is False, "a key is its caller's own"


async def test_a_repeated_request_is_answered_whatever_the_selection_is_by_now(
    world: World, admin: Client
) -> None:
    selector = {"filter": "pairing:paired"}
    body = {"selector": selector, "command": {"kind": "STOP_MINING"}, "expected_count": 3}
    first = (await admin.post("/commands", body, Idempotency_Key="click-2")).json()
    for device_id in world.mine.device_ids:
        await world.stores.devices.record_pairing(world.mine.id, device_id, PairingStatus.FAILED)
    assert (await admin.post("/commands", body)).json()["detail"] == "No miner is selected."
    again = (await admin.post("/commands", body, Idempotency_Key="click-2")).json()
    assert (again["replayed"], again["batch"]["id"]) == (True, first["batch"]["id"])


async def test_a_retry_with_a_key_acts_once(world: World, admin: Client) -> None:
    body = {"selector": {"ids": world.mine.device_ids}, "command": REBOOT}
    batch = (await admin.post("/commands", body)).json()["batch"]
    now = world.clock.now_ms()
    claimed = await world.stores.commands.claim_due(world.mine.id, [world.mine.node_id], now_ms=now, limit=10)
    sent = claimed[world.mine.node_id].commands
    failed = [StateChange(command.id, CommandState.FAILED, now) for command in sent]
    await world.stores.commands.apply(world.mine.id, failed)
    path = f"/batches/{batch['id']}/retry"
    first = await admin.post(path, {"states": ["FAILED"]}, Idempotency_Key="again-1")
    again = await admin.post(path, {"states": ["FAILED"]}, Idempotency_Key="again-1")
    assert again.json()["batch"]["id"] == first.json()["batch"]["id"]
    assert len((await admin.get("/batches")).json()["batches"]) == 2
    other = await admin.post(path, {"states": ["EXPIRED"]}, Idempotency_Key="again-1")
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_the_count_that_was_seen_guards_the_act(admin: Client) -> None:
    body = {"selector": ALL, "command": REBOOT, "expected_count": 3}
    refused = await admin.post("/commands", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "4 miners" in refused.json()["detail"]
    assert (await admin.post("/commands", body | {"expected_count": 4})).status_code == 202
    too_long = await admin.post("/commands", body | {"expected_count": 4, "stagger_seconds": 3600})
    assert too_long.status_code == 202
    nothing = await admin.post("/commands", {"selector": {"filter": "model:none"}, "command": REBOOT})
    assert nothing.json()["detail"] == "No miner is selected."


async def test_configuring_needs_more_than_commanding(world: World) -> None:
    pools = [{"url": "stratum+tcp://pool.example:3333", "username": "w", "password": "x"}]
    command = {"kind": "UPDATE_POOLS", "pools": pools}
    body = {"selector": {"ids": world.mine.device_ids}, "command": command}
    async with await world.signed_in(Role.TECHNICIAN) as technician:
        assert (await technician.post("/commands", body | {"command": REBOOT})).status_code == 202
        for path in ("/commands", "/commands/preview"):
            fields = body if path == "/commands" else {k: body[k] for k in ("selector", "command")}
            refused = await technician.post(path, fields)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    async with await world.signed_in(Role.OPERATOR) as operator:
        batch = (await operator.post("/commands", body)).json()["batch"]
    async with await world.signed_in(Role.TECHNICIAN) as technician:
        assert (await technician.post(f"/batches/{batch['id']}/cancel")).status_code == 403
        retry = await technician.post(f"/batches/{batch['id']}/retry", {"states": ["FAILED"]})
        assert retry.status_code == 403


async def test_secrets_are_sealed_to_the_node_and_shown_nowhere(
    world: World, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = world.mine
    selector = {"ids": mine.device_ids}
    pools = [{"url": "stratum+tcp://pool.example:3333", "username": "w.1", "password": "pool-secret-1"}]
    one = await admin.post(
        "/commands", {"selector": selector, "command": {"kind": "UPDATE_POOLS", "pools": pools}}
    )
    change = {"kind": "UPDATE_PASSWORD", "new_password": "miner-secret-2"}
    two = await admin.post("/commands", {"selector": selector, "command": change})
    kept, _ = await world.stores.commands.commands(
        mine.id, CommandQuery(10, batch_id=one.json()["batch"]["id"])
    )
    payload = kept[0].payload
    assert isinstance(payload, UpdatePools)
    assert payload.pools[0].sealed_password
    info = sealing_info(str(mine.id), str(mine.node_id), SealPurpose.POOL_PASSWORD)
    assert open_sealed(mine.node_key, payload.pools[0].sealed_password.ciphertext, info) == b"pool-secret-1"
    kept, _ = await world.stores.commands.commands(
        mine.id, CommandQuery(10, batch_id=two.json()["batch"]["id"])
    )
    payload = kept[0].payload
    assert isinstance(payload, UpdatePassword)
    info = sealing_info(str(mine.id), str(mine.node_id), SealPurpose.NEW_PASSWORD)
    assert open_sealed(mine.node_key, payload.new_password.ciphertext, info) == b"miner-secret-2"
    texts = [one.text, two.text, repr(kept), (await admin.get("/activity")).text]
    texts += [(await admin.get(f"/batches/{two.json()['batch']['id']}/commands")).text]
    shown = capsys.readouterr()
    assert not [text for text in [*texts, shown.out, shown.err] if "secret-" in text]


@pytest.mark.parametrize(
    "url",
    [
        "http://pool.example:3333",
        "stratum+tcp://user:secret@pool.example:3333",
        "stratum+tcp://pool.example",
        "stratum+tcp://:3333",
        "stratum+tcp://pool.example:99999",
        "stratum+tcp://[::1:3333",
    ],
)
async def test_pool_urls_are_checked(admin: Client, url: str) -> None:
    command = {"kind": "UPDATE_POOLS", "pools": [{"url": url, "username": "w"}]}
    answer = await admin.post("/commands/preview", {"selector": ALL, "command": command})
    assert answer.status_code == 422
    assert "secret" not in answer.text


async def test_retry_takes_only_the_chosen_outcomes_and_judges_anew(world: World, admin: Client) -> None:
    mine = world.mine
    body = {"selector": {"ids": mine.device_ids}, "command": {"kind": "STOP_MINING"}}
    batch = (await admin.post("/commands", body)).json()["batch"]
    now = world.clock.now_ms()
    claimed = await world.stores.commands.claim_due(mine.id, [mine.node_id], now_ms=now, limit=10)
    due = claimed[mine.node_id].commands
    for state in (CommandState.ACCEPTED, CommandState.RUNNING):
        await world.stores.commands.apply(mine.id, [StateChange(entry.id, state, now) for entry in due])
    ends = (CommandState.SUCCEEDED, CommandState.FAILED, CommandState.OUTCOME_UNKNOWN)
    await world.stores.commands.apply(
        mine.id, [StateChange(entry.id, state, now) for entry, state in zip(due, ends, strict=True)]
    )
    path = f"/batches/{batch['id']}/retry"
    failed = (await admin.post(path, {"states": ["FAILED"]})).json()
    assert (failed["batch"]["total"], failed["batch"]["retry_of"]) == (1, batch["id"])
    both = (await admin.post(path, {"states": ["FAILED", "OUTCOME_UNKNOWN"]})).json()
    assert both["batch"]["total"] == 2
    await world.stores.devices.record_pairing(mine.id, due[1].device_id or 0, PairingStatus.FAILED)
    judged = (await admin.post(path, {"states": ["FAILED"]})).json()
    assert (judged["refused"], judged["batch"]["counts"]) == (1, {"REJECTED": 1})
    nothing = await admin.post(path, {"states": ["EXPIRED"]})
    assert nothing.status_code == 422
    assert (await admin.post(path, {"states": ["SUCCEEDED"]})).status_code == 422


async def test_cancelling_withdraws_what_was_not_sent(world: World, admin: Client) -> None:
    mine = world.mine
    body = {"selector": {"ids": mine.device_ids}, "command": REBOOT, "stagger_seconds": 30}
    batch = (await admin.post("/commands", body)).json()["batch"]
    await world.stores.commands.claim_due(mine.id, [mine.node_id], now_ms=world.clock.now_ms(), limit=10)
    assert (await admin.post(f"/batches/{batch['id']}/cancel")).json() == {"count": 2}
    counts = (await admin.get(f"/batches/{batch['id']}")).json()["counts"]
    assert counts == {"SENT": 1, "SUPERSEDED": 2}


async def test_batches_page_without_a_gap(world: World, admin: Client) -> None:
    made = set()
    for number in range(7):
        world.clock.advance(0.001 if number % 3 == 0 else 0)
        body = {"selector": {"ids": world.mine.device_ids[:1]}, "command": REBOOT}
        made.add((await admin.post("/commands", body)).json()["batch"]["id"])
    seen: list[str] = []
    before: int | None = None
    while True:
        page = (await admin.get("/batches", limit=3, **({"before_ms": before} if before else {}))).json()
        seen += [batch["id"] for batch in page["batches"]]
        before = page["next_before_ms"]
        if before is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == made
