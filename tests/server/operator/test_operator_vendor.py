"""What a miner itself said, as the API shows it."""

from headframe.core.access import Role
from headframe.core.capabilities import Capabilities
from headframe.core.devices import Identity
from headframe.core.telemetry import DeviceSettings
from tests.server.operator.operator_world import NOW_MS, Client, World


async def read_in_full(world: World, vendor_json: bytes) -> str:
    device_id = world.mine.device_ids[0]
    await world.stores.devices.record_details(
        world.mine.id,
        device_id,
        identity=Identity(),
        capabilities=Capabilities(),
        settings=DeviceSettings(vendor_json=vendor_json),
        at_ms=NOW_MS + 5,
    )
    return f"/devices/{device_id}/vendor"


async def test_a_viewer_reads_the_answers_without_secrets(world: World) -> None:
    path = await read_in_full(world, b'{"summary":{"Elapsed":5},"pools":[{"user":"w.1","pass":"hunter2"}]}')
    async with await world.signed_in(Role.VIEWER) as viewer:
        assert (await viewer.get(path)).json() == {
            "at_ms": NOW_MS + 5,
            "driver": "antminer",
            "answers": {"summary": {"Elapsed": 5}, "pools": [{"user": "w.1", "pass": "(redacted)"}]},
            "message": "",
        }


async def test_no_answers_come_with_words(world: World, admin: Client) -> None:
    none = (await admin.get(await read_in_full(world, b""))).json()
    assert (none["at_ms"], none["answers"]) == (NOW_MS + 5, None)
    assert "passes none" in none["message"]
    never = (await admin.get(f"/devices/{world.mine.unowned_id}/vendor")).json()
    assert (never["at_ms"], never["answers"]) == (None, None)
    assert "read this miner in full" in never["message"]
