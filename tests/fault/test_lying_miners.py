"""Miners that lie, stall and babble: each is told for what it is, and none delays or misleads another."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from headframe.cli.client import Body
from tests.support.simulated import SimFleet
from tests.support.system import Combined, running_system
from tests.support.waiting import until

MIX = "antminer-s19:3,whatsminer-m30s++:3,bitaxe-gamma:3"
System = tuple[Combined, SimFleet]
LONG = "HEADFRAME_FAULT_ROUNDS" in os.environ
"""Whether time is no object: reading back that nothing stopped takes a minute a kind."""
UNTRUTHS: list[tuple[str, dict[str, Any]]] = [
    ("garbage", {}),
    ("huge-answer", {"size_bytes": 100 * 1024 * 1024}),
    ("slow", {"delay_seconds": 60}),
    ("reboot-mid-answer", {}),
]
if LONG:
    UNTRUTHS += [("half-answer", {}), ("hang", {}), ("refuse", {})]
MAX_PLUGIN_BYTES = 512 * 1024 * 1024


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    directory: Path = tmp_path_factory.mktemp("liars")
    with running_system(directory, MIX, drivers=["antminer", "axeos", "whatsminer"]) as running:
        yield running


@pytest.fixture(autouse=True)
def mended(system: System) -> Iterator[None]:
    yield
    combined, fleet = system
    for address in fleet.addresses():
        fleet.mend(address)
    ids = [device["id"] for device in combined.devices()]
    _report_after(combined, ids, _now(combined), seconds=90.0)


def _now(combined: Combined) -> int:
    return int(combined.api.get("/devices", limit=1)["now_ms"])


def _report_after(combined: Combined, ids: list[int], at_ms: int, *, seconds: float = 15.0) -> None:
    until(
        combined.devices,
        lambda rows: all((row["last_report_ms"] or 0) > at_ms for row in rows if row["id"] in ids),
        seconds=seconds,
    )


def _victims(combined: Combined, *, others: bool = False) -> list[Body]:
    """One device of each driver; `others` than without."""
    devices = combined.devices()
    by_driver = {device["driver"]: device for device in (reversed(devices) if others else devices)}
    assert len(by_driver) == 3
    return list(by_driver.values())


def _others(combined: Combined, victims: list[Body]) -> list[int]:
    ids = {victim["id"] for victim in victims}
    return [device["id"] for device in combined.devices() if device["id"] not in ids]


@pytest.mark.parametrize(("kind", "parameters"), UNTRUTHS, ids=[kind for kind, _ in UNTRUTHS])
def test_a_broken_miner_is_told_and_delays_nobody(
    system: System, kind: str, parameters: dict[str, Any]
) -> None:
    combined, fleet = system
    victims = _victims(combined)
    if kind == "refuse":  # it closes listeners, not the connections that an HTTP driver keeps open
        victims = [victim for victim in victims if victim["driver"] != "axeos"]
    before = {plugin["driver"]: plugin["restarts"] for plugin in combined.node()["plugins"]}
    for victim in victims:
        fleet.break_miner(victim["address"], kind, **parameters)
    broken_at = _now(combined)
    _report_after(combined, _others(combined, victims), broken_at)
    ids = {victim["id"] for victim in victims}
    shown = until(
        lambda: [device for device in combined.devices() if device["id"] in ids],
        lambda rows: all(row["problem"] and not row["reachable"] for row in rows),
        seconds=60.0,
    )
    for device in shown:
        assert device["problem"]["code"].startswith("device_"), device["problem"]
        assert device["hashrate_hs"] is None or device["hashrate_hs"] >= 0
    _report_after(combined, _others(combined, victims), _now(combined))
    for plugin in combined.node()["plugins"]:
        assert plugin["restarts"] == before[plugin["driver"]], "a miner's answer ended a plugin"
        assert plugin["rss_bytes"] is None or plugin["rss_bytes"] < MAX_PLUGIN_BYTES


@pytest.mark.parametrize("kind", ["hang", "slow"])
def test_a_command_to_a_stalling_miner_delays_no_other_command(system: System, kind: str) -> None:
    combined, fleet = system
    victims = _victims(combined)
    for victim in victims:
        fleet.break_miner(victim["address"], kind, **({"delay_seconds": 60} if kind == "slow" else {}))
    stuck = combined.issue("BLINK_LED", [victim["id"] for victim in victims], on=True)
    others = [d["id"] for d in combined.devices() if d["id"] in _others(combined, victims)]
    started = time.monotonic()
    done = combined.finished(combined.issue("BLINK_LED", others, on=True), seconds=15.0)
    assert done["counts"] == {"SUCCEEDED": len(others)}, combined.commands(done["id"])
    took = time.monotonic() - started
    ended = combined.finished(stuck, seconds=60.0)
    assert took < 15.0
    assert "SUCCEEDED" not in ended["counts"], combined.commands(stuck)


def test_impossible_numbers_are_never_shown(system: System) -> None:
    combined, fleet = system
    victims = _victims(combined)
    for victim in victims:
        fleet.break_miner(victim["address"], "absurd")
    ids = {victim["id"] for victim in victims}
    broken_at = _now(combined)
    _report_after(combined, _others(combined, victims), broken_at)
    until(
        lambda: [device for device in combined.devices() if device["id"] in ids],
        lambda rows: all(row["problem"] or (row["last_report_ms"] or 0) > broken_at for row in rows),
        seconds=30.0,
    )
    for device in combined.devices():
        _believable(device)
        detail = combined.api.get(f"/devices/{device['id']}")
        for component in detail["components"]:
            _believable(component)
    summary = combined.api.get("/devices/summary")
    assert 0 <= summary["hashrate_hs"] < 1e18
    assert 0 <= summary["power_watts"] < 1e6


def _believable(values: Body) -> None:
    bounds = {
        "hashrate_hs": (0, 1e16),
        "power_watts": (0, 1e5),
        "board_temperature_c": (-60, 200),
        "chip_temperature_c": (-60, 200),
        "temperature_c": (-60, 200),
        "fan_rpm": (0, 1e5),
        "rpm": (0, 1e5),
    }
    for name, (low, high) in bounds.items():
        value = values.get(name)
        assert value is None or low <= value <= high, (name, value)


def test_a_liar_never_succeeds(system: System) -> None:
    combined, fleet = system
    victims = _victims(combined)
    for victim in victims:
        fleet.break_miner(victim["address"], "liar")
    ids = [victim["id"] for victim in victims]
    for kind in ("STOP_MINING", "REBOOT") if LONG else ("BLINK_LED",):
        able = [i for i in ids if kind in combined.api.get(f"/devices/{i}")["capabilities"]["commands"]]
        batch_id = combined.issue(kind, able, **({"on": True} if kind == "BLINK_LED" else {}))
        combined.finished(batch_id, seconds=90.0)
        for command in combined.commands(batch_id):
            assert command["state"] in ("FAILED", "OUTCOME_UNKNOWN"), command
    for victim in victims:
        assert fleet.miner(victim["address"])["mining"] is True


def test_another_miner_at_the_address_gets_no_command_and_is_shown(system: System) -> None:
    combined, fleet = system
    victims = _victims(combined, others=True)  # nobody knows whether the liars were rebooted just now
    for victim in victims:
        fleet.break_miner(victim["address"], "wrong-mac")
    received = {v["address"]: _all_received(fleet, v["address"]) for v in victims}
    batch_id = combined.issue("REBOOT", [victim["id"] for victim in victims])
    combined.finished(batch_id)
    for command in combined.commands(batch_id):
        assert command["state"] in ("FAILED", "REJECTED"), command
        assert command["problem"]["code"] == "device_mismatch", command
    for victim in victims:
        assert _all_received(fleet, victim["address"]) == received[victim["address"]]
    ids = {victim["id"] for victim in victims}
    until(
        lambda: [d["problem"] and d["problem"]["code"] for d in combined.devices() if d["id"] in ids],
        lambda codes: codes == ["device_mismatch"] * len(victims),
    )


def _all_received(fleet: SimFleet, address: str) -> int:
    return sum(fleet.received(address, name) for name in ("reboot", "set_led", "stop_mining"))


def test_a_miner_that_refuses_the_login_is_told_and_not_hammered(system: System) -> None:
    combined, fleet = system
    victims = [victim for victim in _victims(combined) if victim["driver"] == "antminer"]
    for victim in victims:
        fleet.break_miner(victim["address"], "reject-auth")
    ids = [victim["id"] for victim in victims]
    for device_id in ids:
        command = combined.outcome("STOP_MINING", device_id)
        assert command["state"] == "FAILED", command
        assert command["problem"]["code"] == "device_authentication_rejected", command
    pairing = combined.pair({"ids": ids}, {"username": "root", "password": "not this one"})
    assert pairing["counts"] == {"FAILED": len(ids)}, combined.commands(pairing["id"])
    for device in combined.devices():
        if device["id"] in ids:
            assert device["pairing"] == "AUTHENTICATION_NEEDED"
    for victim in victims:
        fleet.mend(victim["address"])
    again = combined.pair({"ids": ids})
    assert again["counts"] == {"SUCCEEDED": len(ids)}, combined.commands(again["id"])
