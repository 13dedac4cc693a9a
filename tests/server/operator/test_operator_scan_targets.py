"""Scans that the API is asked for: private space only, however an address is spelt."""

import pytest

from tests.server.operator.operator_world import Client, World


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("127.0.0.1", "public_address_refused"),
        ("::ffff:169.254.169.254", "public_address_refused"),
        ("::ffff:127.0.0.1", "public_address_refused"),
        ("169.254.169.254", "public_address_refused"),
        ("8.8.8.8", "public_address_refused"),
        ("10.0.0.0/7", "public_address_refused"),
        ("2130706433", "invalid_target"),
        ("0x7f.1", "invalid_target"),
        ("localhost", "invalid_target"),
    ],
)
async def test_attack_59_a_scan_outside_private_space_reaches_no_node(
    world: World, admin: Client, target: str, code: str
) -> None:
    refused = await admin.post("/discoveries", {"targets": ["10.0.0.1", target]})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert target in refused.json()["detail"]
    assert world.router.woken == []
    assert (await admin.get("/discoveries")).json()["discoveries"] == []
    assert (await admin.get("/batches")).json()["batches"] == []
