"""Miners that get each other's addresses: none gets a command meant for another, and all are found again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.simulated import SimFleet
from tests.support.system import Combined, running_system
from tests.support.waiting import until

SEARCHED_SECONDS = 100.0
"""Failures are noticed in seconds, gathered for 15, and searched for."""


@pytest.fixture
def system(tmp_path: Path) -> Iterator[tuple[Combined, SimFleet]]:
    with running_system(tmp_path, "bitaxe-gamma:3", drivers=["axeos"]) as running:
        yield running


@pytest.mark.timeout(200)
def test_addresses_that_moved_on_by_one_mislead_nobody(system: tuple[Combined, SimFleet]) -> None:
    combined, fleet = system
    ids = {device["mac"]: device["id"] for device in combined.devices()}
    fleet.stop()
    fleet.start(first=2)  # where the second miner was, the first one answers now
    stranger = fleet.miner(f"{fleet.block}.2")
    rightful = next(device for device in combined.devices() if device["address"] == stranger["address"])
    assert rightful["mac"] != stranger["mac"].lower()
    command = combined.outcome("REBOOT", rightful["id"])
    assert command["state"] in ("FAILED", "REJECTED"), command
    assert command["problem"]["code"] == "device_mismatch", command
    assert fleet.received(stranger["address"], "reboot") == 0
    until(
        lambda: next(d for d in combined.devices() if d["id"] == rightful["id"]),
        lambda device: device["problem"] and device["problem"]["code"] == "device_mismatch",
    )
    now_at = {miner["mac"].lower(): miner["address"] for miner in fleet.miners()}
    until(
        lambda: {device["mac"]: device["address"] for device in combined.devices()},
        lambda addresses: addresses == now_at,
        seconds=SEARCHED_SECONDS,
    )
    for mac, device_id in ids.items():
        assert combined.outcome("REBOOT", device_id)["state"] == "SUCCEEDED"
        assert fleet.received(now_at[mac], "reboot") == 1
