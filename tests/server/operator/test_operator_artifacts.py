"""Firmware images and logs: upload, lists, download, removal, what is refused, what time removes."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import anyio
import httpx
import pytest

from headframe.core.access import Role
from headframe.core.artifacts import ArtifactKind
from headframe.core.commands.kinds import CommandKind
from headframe.core.devices import PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.server.services.artifacts import library, room
from headframe.server.services.artifacts.room import ArtifactRetention
from tests.server.operator.operator_world import CAPABILITIES, NOW_MS, Client, World

IMAGE = b"firmware" * 300_000
DAY_MS = 86_400_000
HEADERS = {"Content-Type": "application/octet-stream"}


def kept(world: World) -> list[Path]:
    """All files on the server's disk, but for the organisation's keys."""
    return [
        path
        for path in world.directory.rglob("*")
        if path.is_file() and path.parent != world.directory / "keys"
    ]


async def upload(
    client: Client, data: bytes | AsyncIterator[bytes] = IMAGE, name: str = "s21.bmu"
) -> httpx.Response:
    return await client.request("POST", "/artifacts", params={"name": name}, content=data, headers=HEADERS)


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for piece in data:
        yield piece


async def test_an_image_beyond_the_bound_of_other_bodies_goes_up_and_comes_back(admin: Client) -> None:
    sent = await upload(admin)
    assert sent.status_code == 201, sent.text
    image = sent.json()
    assert image == {
        "id": image["id"],
        "kind": "firmware",
        "name": "s21.bmu",
        "size_bytes": len(IMAGE),
        "sha256": hashlib.sha256(IMAGE).hexdigest(),
        "created_at_ms": NOW_MS,
        "created_by": image["created_by"],
        "device_id": None,
        "device_name": "",
    }
    assert image["created_by"]["display_name"] == "mine-admin"
    assert (await admin.get("/artifacts")).json() == {"total": 1, "offset": 0, "artifacts": [image]}
    back = await admin.get(f"/artifacts/{image['id']}/content")
    assert (back.status_code, back.content) == (200, IMAGE)
    assert back.headers["content-length"] == str(len(IMAGE))
    assert back.headers["content-type"] == "application/octet-stream"
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-disposition"] == "attachment; filename=\"s21.bmu\"; filename*=UTF-8''s21.bmu"


async def test_a_body_without_a_stated_length_is_taken_as_it_comes(admin: Client) -> None:
    sent = await upload(admin, pieces(b"a" * 700_000, b"b" * 700_000))
    assert sent.json()["size_bytes"] == 1_400_000


async def test_other_routes_keep_their_bound(admin: Client) -> None:
    for method, path in (("POST", "/groups"), ("PUT", "/artifacts"), ("POST", "/artifacts/x")):
        big = await admin.request(method, path, content=IMAGE, headers=HEADERS)
        assert (big.status_code, big.json()["code"]) == (413, "too_large")


async def test_an_upload_has_a_bound_too_and_leaves_nothing(world: World) -> None:
    small = World(config=replace(world.config, max_upload_bytes=1_000_000))
    await small.populate()
    async with await small.signed_in() as client:
        stated = await upload(client)
        assert (stated.status_code, stated.json()["code"]) == (413, "too_large")
        unstated = await upload(client, pieces(b"a" * 700_000, b"b" * 700_000))
        assert (unstated.status_code, unstated.json()["code"]) == (413, "too_large")
        assert (await client.get("/artifacts")).json()["total"] == 0
    assert kept(small) == []


async def test_what_is_no_file_is_refused(world: World, admin: Client) -> None:
    empty = await upload(admin, b"")
    assert (empty.status_code, empty.json()["detail"]) == (422, "The file is empty.")
    form = await admin.request("POST", "/artifacts", params={"name": "x"}, files={"file": IMAGE})
    assert (form.status_code, form.json()["errors"][0]["where"]) == (422, "content-type")
    nameless = await admin.request("POST", "/artifacts", content=b"x", headers=HEADERS)
    assert (nameless.status_code, nameless.json()["errors"][0]["where"]) == (422, "name")
    assert kept(world) == []


async def test_an_upload_that_stalls_or_breaks_off_is_given_up(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "STALLED_SECONDS", 0.05)

    async def stalling() -> AsyncIterator[bytes]:
        yield b"x"
        await anyio.sleep_forever()

    stalled = await upload(admin, stalling())
    assert (stalled.status_code, stalled.json()["code"]) == (422, "invalid_request")
    assert "send it again" in stalled.json()["detail"]
    assert kept(world) == []


async def test_names_are_made_harmless(admin: Client) -> None:
    image = (await upload(admin, b"x", '../a"b\r\nX: y/прошивка.bin')).json()
    assert image["name"] == "_a_b__X_ y_прошивка.bin"
    back = await admin.get(f"/artifacts/{image['id']}/content")
    assert back.headers["content-disposition"] == (
        "attachment; filename=\"_a_b__X_ y_________.bin\"; filename*=UTF-8''_a_b__X_%20y_"
        "%D0%BF%D1%80%D0%BE%D1%88%D0%B8%D0%B2%D0%BA%D0%B0.bin"
    )


async def test_uploads_at_once_and_bytes_in_all_are_bounded(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(library, "MAX_UPLOADS_AT_ONCE", 0)
        busy = await upload(admin)
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert (await upload(admin)).status_code == 201
    monkeypatch.setattr(room, "MAX_TOTAL_BYTES", len(IMAGE))
    full = await upload(admin)
    assert (full.status_code, full.json()["code"]) == (409, "limit_reached")


async def test_a_viewer_sees_the_list_and_a_technician_takes_files_home(world: World, admin: Client) -> None:
    image = (await upload(admin, b"x")).json()
    path = f"/artifacts/{image['id']}/content"
    async with (
        await world.signed_in(Role.VIEWER) as viewer,
        await world.signed_in(Role.TECHNICIAN) as technician,
    ):
        assert (await viewer.get("/artifacts")).json()["total"] == 1
        assert (await viewer.get(path)).status_code == 403
        assert (await technician.get(path)).content == b"x"
        assert (await upload(technician)).status_code == 403
        assert (await technician.request("DELETE", f"/artifacts/{image['id']}")).status_code == 403


async def test_logs_are_found_by_their_miner(world: World, admin: Client) -> None:
    image = (await upload(admin, b"x")).json()
    device_id = world.mine.device_ids[0]
    kept = await world.stores.artifacts.artifact(world.mine.id, image["id"])
    assert kept
    log = replace(kept, id="9" * 32, kind=ArtifactKind.LOG, device_id=device_id, device_name="m")
    await world.stores.artifacts.put_artifact(log)
    for filters in ({"kind": "log"}, {"device_id": device_id}):
        found = (await admin.get("/artifacts", **filters)).json()
        assert [(each["id"], each["device_id"]) for each in found["artifacts"]] == [("9" * 32, device_id)]
    gone = await admin.get(f"/artifacts/{'9' * 32}/content")
    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")


async def updatable(world: World) -> dict[str, object]:
    """One miner that takes firmware."""
    device_id = world.mine.device_ids[0]
    able = replace(CAPABILITIES, commands=CAPABILITIES.commands | {CommandKind.UPDATE_FIRMWARE})
    await world.stores.devices.record_pairing(
        world.mine.id, device_id, PairingStatus.PAIRED, capabilities=able
    )
    return {"ids": [device_id]}


async def test_a_firmware_command_needs_its_image_and_holds_it(world: World, admin: Client) -> None:
    selector, image = await updatable(world), (await upload(admin)).json()
    command = {
        "kind": "UPDATE_FIRMWARE",
        "artifact_id": image["id"],
        "sha256": image["sha256"],
        "version": "2",
    }
    absent = await admin.post(
        "/commands", {"selector": selector, "command": command | {"artifact_id": "a" * 32}}
    )
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")
    other = await admin.post("/commands", {"selector": selector, "command": command | {"sha256": "0" * 64}})
    assert (other.status_code, other.json()["errors"][0]["where"]) == (422, "/command/sha256")
    issued = await admin.post("/commands", {"selector": selector, "command": command})
    assert issued.status_code == 202, issued.text
    path = f"/artifacts/{image['id']}"
    used = await admin.request("DELETE", path)
    assert (used.status_code, used.json()["code"]) == (409, "not_empty")
    await admin.post(f"/batches/{issued.json()['batch']['id']}/cancel")
    assert (await admin.request("DELETE", path)).status_code == 204
    assert (await admin.get("/artifacts")).json()["total"] == 0
    assert kept(world) == []


async def test_old_files_go_and_images_in_use_stay(world: World, admin: Client) -> None:
    selector = await updatable(world)
    images = [(await upload(admin, name)).json() for name in (b"unused", b"used")]
    command = {
        "kind": "UPDATE_FIRMWARE",
        "artifact_id": images[1]["id"],
        "sha256": images[1]["sha256"],
        "version": "2",
    }
    await admin.post("/commands", {"selector": selector, "command": command})
    retention = retention_of(world)
    assert await retention.drop_old(world.mine.id, now_ms=NOW_MS + 365 * DAY_MS) == 0
    assert await retention.drop_old(world.mine.id, now_ms=NOW_MS + 365 * DAY_MS + 1) == 1
    assert [each["id"] for each in (await admin.get("/artifacts")).json()["artifacts"]] == [images[1]["id"]]
    assert [each.name for each in kept(world)] == [images[1]["id"]]


async def test_the_start_removes_what_a_crash_left(world: World, admin: Client) -> None:
    image = (await upload(admin, b"kept")).json()
    directory = world.directory / str(world.mine.id)
    (directory / ("e" * 32)).write_bytes(b"not in the database")
    (directory / f".{'d' * 32}.0123.partial").write_bytes(b"half")
    await retention_of(world).tidy(world.mine.id)
    assert [path.name for path in directory.iterdir()] == [image["id"]]


async def test_a_file_that_the_database_refuses_is_not_kept(world: World, admin: Client) -> None:
    world.memory.artifacts.fail_next("put_artifact", HeadframeError(Code.STORAGE_FULL))
    assert (await upload(admin)).status_code == 507
    assert kept(world) == []


def retention_of(world: World) -> ArtifactRetention:
    return ArtifactRetention(world.stores.artifacts, world.stores.commands, world.deps.files)
