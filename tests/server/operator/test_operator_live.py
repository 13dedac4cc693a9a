"""The live socket: who may open it, what it tells, and when it ends."""

from dataclasses import replace

import anyio
import pytest

from headframe.core.access import Role
from headframe.core.devices import PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.server.operator.live import socket
from headframe.server.services import live as live_module
from headframe.wire.convert.samples import columns_from_samples
from tests.server.operator.live_client import DEADLINE_SECONDS, Closed, live
from tests.server.operator.operator_world import Client, World, sample


async def refused(world: World, client: Client | None, **headers: str) -> Closed:
    with pytest.raises(BaseExceptionGroup) as caught:
        async with live(world, client, **headers):
            pass
    (end,) = caught.value.exceptions
    assert isinstance(end, Closed)
    return end


async def report(world: World, number: int, hotter: int) -> int:
    """A new report of one of our miners, as the gateway brings it."""
    mine = world.mine
    device_id = mine.device_ids[number]
    world.clock.advance(1)
    now = world.clock.now_ms()
    columns = columns_from_samples([sample(device_id, now, hotter)])
    await world.stores.telemetry.ingest(mine.id, mine.node_id, 10 + hotter, columns, received_ms=now)
    world.live.devices_changed(mine.id, [device_id])
    return device_id


async def test_only_callers_from_this_site_get_in(world: World, admin: Client) -> None:
    assert (await refused(world, None)).reason == "not_signed_in"
    assert (await refused(world, admin, origin="http://evil.example")).reason == "csrf_rejected"
    assert (await refused(world, None, authorization="Bearer hf_wrong")).reason == "not_signed_in"
    secret = (await admin.post("/api-keys", {"name": "k", "role": "viewer"})).json()["secret"]
    async with live(world, None, authorization=f"Bearer {secret}", origin="null") as script:
        assert (await script.next())["type"] == "hello"


async def test_a_window_is_sent_whole_then_only_what_changed(world: World, admin: Client) -> None:
    first, second, third = world.mine.device_ids
    async with live(world, admin) as client:
        assert (await client.next("hello"))["now_ms"] == world.clock.now_ms()
        window = {"filter": "temp>70", "sort": "temp", "descending": True}
        await client.send({"type": "follow", "topics": ["devices"], "window": window})
        whole = await client.next("devices")
        assert (whole["total"], whole["ids"]) == (2, [third, second])
        assert whole["window"] == {**window, "offset": 0, "limit": 100}
        assert [row["id"] for row in whole["devices"]] == [third, second]
        await report(world, 0, 50)
        changed = await client.next("devices")
        assert (changed["total"], changed["ids"]) == (3, [first, third, second])
        assert [row["id"] for row in changed["devices"]] == [first]
        assert changed["devices"][0]["chip_temperature_c"] == 120.0
        world.clock.advance(1)
        await world.stores.devices.record_pairing(world.mine.id, third, PairingStatus.FAILED)
        world.live.devices_changed(world.mine.id, [third])
        changed = await client.next("devices")
        assert [(row["id"], row["pairing"]) for row in changed["devices"]] == [(third, "FAILED")]


async def test_ids_are_followed_and_others_are_not(world: World, admin: Client) -> None:
    first, second, _ = world.mine.device_ids
    async with live(world, admin) as client:
        ids = [second, world.other.device_ids[0]]
        await client.send({"type": "follow", "topics": ["devices"], "ids": ids})
        whole = await client.next("devices")
        assert whole["ids"] == [second], "a foreign miner is as good as absent"
        assert whole["window"] is None
        await report(world, 0, 30)
        await report(world, 1, 31)
        changed = await client.next("devices")
        assert [row["id"] for row in changed["devices"]] == [second]
        assert first not in changed["ids"]


async def test_resuming_sends_only_what_changed_meanwhile(world: World, admin: Client) -> None:
    follow = {"type": "follow", "topics": ["devices"], "window": {"filter": "", "sort": "id"}}
    async with live(world, admin) as client:
        await client.send(follow)
        token = (await client.next("devices"))["resume"]
    changed_id = await report(world, 1, 33)
    async with live(world, admin) as client:
        await client.send(follow | {"resume": token})
        message = await client.next("devices")
        assert message["total"] == 4
        assert [row["id"] for row in message["devices"]] == [changed_id]


async def test_batches_nodes_discoveries_and_activity(world: World, admin: Client) -> None:
    mine = world.mine
    async with live(world, admin) as client:
        topics = ["batches", "nodes", "discoveries", "activity"]
        await client.send({"type": "follow", "topics": topics})
        await client.send({"type": "nonsense"})
        assert (await client.next("error"))["problem"]["code"] == "invalid_request"
        body = {"selector": {"ids": mine.device_ids}, "command": {"kind": "REBOOT"}}
        batch = (await admin.post("/commands", body)).json()["batch"]
        told = [await client.next() for _ in range(2)]
        by_type = {message["type"]: message for message in told}
        assert by_type["batches"]["batches"][0]["id"] == batch["id"]
        assert [entry["verb"] for entry in by_type["activity"]["entries"]] == ["batch.reboot"]
        await admin.request("PATCH", f"/nodes/{mine.node_id}", json={"name": "Hall node"})
        assert (await client.next("nodes"))["nodes"][0]["name"] == "Hall node"
        scan = (await admin.post("/discoveries", {"targets": ["10.0.0.1"]})).json()
        assert (await client.next("discoveries"))["discoveries"][0]["id"] == scan["id"]
        async with await world.signed_in(org="other") as other:
            await other.post("/sites", {"name": "Elsewhere"})
        world.live.nodes_changed(mine.id, [mine.node_id])
        message = await client.next("nodes", "activity")
        while message["type"] == "activity":
            assert "Elsewhere" not in str(message), "another organisation's act"
            message = await client.next("nodes", "activity")


async def test_many_changes_are_one_message(world: World, admin: Client) -> None:
    async with live(world, admin) as client:
        await client.send({"type": "follow", "topics": ["devices"], "window": {"sort": "id"}})
        await client.next("devices")
        for hotter in range(40, 60):
            await report(world, 0, hotter)
        messages = [await client.next("devices")]
        while messages[-1]["devices"][0]["chip_temperature_c"] != 129.0:
            messages.append(await client.next("devices"))
        assert len(messages) <= 2


async def test_too_many_changes_ask_for_a_new_reading(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "MAX_PENDING", 10)
    async with live(world, admin) as client:
        await client.send({"type": "follow", "topics": ["batches"]})
        await client.send({"type": "nonsense"})
        await client.next("error")
        world.live.batches_changed(world.mine.id, [f"{number:032x}" for number in range(11)])
        assert (await client.next("refetch"))["topics"] == ["batches"]


async def test_statuses_grow_old_without_a_change(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "REVIEW_SECONDS", 0.05)
    async with live(world, admin) as client:
        await client.send({"type": "follow", "topics": ["devices"], "ids": world.mine.device_ids[:1]})
        assert (await client.next("devices"))["devices"][0]["status"] == "DEGRADED"
        world.clock.advance(50)
        assert (await client.next("devices"))["devices"][0]["status"] in ("OFFLINE", "UNAVAILABLE")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "follow", "topics": ["devices"]}, "invalid_request"),
        ({"type": "follow", "topics": ["batches"], "ids": [1]}, "invalid_request"),
        ({"type": "follow", "topics": ["devices"], "window": {"limit": 501}}, "invalid_request"),
        ({"type": "follow", "topics": ["devices"], "window": {"filter": "x>"}}, "invalid_filter"),
        ({"type": "follow", "topics": ["devices"], "window": {"sort": "x"}}, "invalid_sort"),
        ("{", "invalid_request"),
    ],
)
async def test_bad_messages_are_answered_and_survived(
    world: World, admin: Client, message: object, code: str
) -> None:
    async with live(world, admin) as client:
        await client.send(message)
        assert (await client.next("error"))["problem"]["code"] == code
        await client.send({"type": "follow", "topics": ["devices"], "ids": world.mine.device_ids[:1]})
        assert (await client.next("devices"))["total"] == 1


async def test_a_client_that_takes_nothing_is_dropped_with_a_reason(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SEND_SECONDS", 0.05)
    async with live(world, admin) as client:
        await client.next("hello")
        await client.send({"type": "follow", "topics": ["devices"], "window": {}})
        with anyio.fail_after(DEADLINE_SECONDS):
            await client.ended.wait()
        assert client.end == (1013, "too slow")


async def test_signing_out_ends_the_socket(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "PING_SECONDS", 0.05)
    async with await world.signed_in(Role.VIEWER) as viewer, live(world, viewer) as client:
        assert (await client.next("ping"))["now_ms"] == world.clock.now_ms()
        await viewer.post("/sign-out")
        with pytest.raises(Closed) as end:
            await client.next("nothing")
        assert (end.value.code, end.value.reason) == (4401, "signed out")


async def test_silent_clients_big_messages_and_floods_end(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with live(world, admin) as client:
        await client.send("x" * (socket.MAX_MESSAGE_CHARS + 1))
        with pytest.raises(Closed) as end:
            await client.next("nothing")
        assert end.value.code == 1009
    monkeypatch.setattr(socket, "PING_SECONDS", 0.05)
    async with live(world, admin) as client:
        world.clock.advance(socket.SILENCE_SECONDS + 1)
        with pytest.raises(Closed) as end:
            await client.next("nothing")
        assert end.value.reason == "silent for too long"


async def test_failures_end_the_socket_by_their_code_alone(world: World, admin: Client) -> None:
    for error, reason in (
        (HeadframeError(Code.STORAGE_UNAVAILABLE), "storage_unavailable"),
        (RuntimeError("a secret"), "internal"),
    ):
        async with live(world, admin) as client:
            await client.next("hello")
            await client.send({"type": "follow", "topics": ["devices"], "ids": world.mine.device_ids})
            await client.next("devices")
            world.memory.devices.fail_next("rows", error)
            world.live.devices_changed(world.mine.id, world.mine.device_ids)
            with pytest.raises(Closed) as end:
                await client.next("nothing")
            assert (end.value.code, end.value.reason) == (1011, reason)


async def test_watchers_of_one_window_share_a_reading(world: World, admin: Client) -> None:
    follow = {"type": "follow", "topics": ["devices"], "window": {"sort": "id"}}
    async with live(world, admin) as one, live(world, admin) as two:
        for client in (one, two):
            await client.send(follow)
            assert (await client.next("devices"))["total"] == 4
        changed = await report(world, 0, 50)
        told = [await client.next("devices") for client in (one, two)]
        assert [[row["id"] for row in message["devices"]] for message in told] == [[changed], [changed]]
        await world.stores.devices.rename(world.mine.id, changed, "Behind")
        world.live.devices_changed(world.mine.id, [changed])
        world.clock.advance(0.5)
        told = [await client.next("devices") for client in (one, two)]
        assert [message["devices"][0]["name"] for message in told] == ["Behind", "Behind"]


async def test_floods_are_cut_off() -> None:
    world = await World(config=replace(World().config, requests_per_second=1, request_burst=20)).populate()
    async with await world.signed_in() as admin, live(world, admin) as client:
        await client.next("hello")
        for _ in range(30):
            await client.send({"type": "pong"})
        with pytest.raises(Closed) as end:
            await client.next("nothing")
        assert end.value.reason == "too many messages"


async def test_sockets_of_one_caller_are_bounded_and_given_back(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "MAX_SOCKETS_A_CALLER", 1)
    async with live(world, admin) as client:
        await client.next("hello")
        assert (await refused(world, admin)).reason == "limit_reached"
    async with live(world, admin) as client:
        assert (await client.next())["type"] == "hello"
    assert world.live.subscribers == 0
