"""The recorded answer of a real Bitaxe, field by field."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from headframe.drivers.axeos import details
from headframe.drivers.axeos.sample import sample_of
from headframe.wire.gen.miner.v1 import miner_pb2

CAPTURE = (
    Path(os.environ.get("HEADFRAME_CAPTURES", Path(__file__).parents[4] / "shared" / "captures"))
    / "bitaxe/v2_0_0/system_info.json"
)


@pytest.fixture
def info() -> dict[str, Any]:
    if not CAPTURE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no recorded answers at {CAPTURE}; set HEADFRAME_CAPTURES")
        pytest.skip(f"no recorded answers at {CAPTURE}; set HEADFRAME_CAPTURES")
    found = json.loads(CAPTURE.read_text())
    assert isinstance(found, dict)
    return found


def test_the_sample(info: dict[str, Any]) -> None:
    sample = sample_of(info)
    assert sample.hashrate_hs == pytest.approx(1000e9)
    assert sample.expected_hashrate_hs == pytest.approx(490e6 * 1276)
    assert sample.power_watts == pytest.approx(2.65)
    assert sample.chip_temperature_c == pytest.approx(59.875)
    assert sample.input_voltage_v == pytest.approx(5.175)
    assert sample.fan_rpm == 3517
    assert (sample.uptime_seconds, sample.shares_accepted, sample.shares_rejected) == (4, 0, 0)
    assert sample.mining_state == miner_pb2.MINING_STATE_MINING
    assert not sample.HasField("pool_connected")
    assert not sample.HasField("board_temperature_c")


def test_the_components(info: dict[str, Any]) -> None:
    board, regulator, fan = sample_of(info).components
    assert (board.kind, board.name) == (miner_pb2.COMPONENT_KIND_HASH_BOARD, "BM1368")
    assert board.frequency_hz == 490e6
    assert board.voltage_v == pytest.approx(1.172)
    assert board.chips_expected == 1
    assert not board.HasField("chips_working")
    assert regulator.kind == miner_pb2.COMPONENT_KIND_PSU
    assert regulator.temperature_c == 78
    assert regulator.current_a == pytest.approx(0.52125)
    assert fan.rpm == 3517
    assert fan.duty_ratio == pytest.approx(0.35)


def test_identity_pools_and_settings(info: dict[str, Any]) -> None:
    told = details.details_of(info, {})
    assert told.identity == miner_pb2.Identity(
        mac="aa:bb:cc:dd:ee:ff",
        make="Bitaxe",
        model="Supra",
        firmware="v2.4.5-3-gb5d1e36-dirty",
        hostname="bitaxe",
        control_board="401",
    )
    assert [(pool.url, pool.username, pool.active) for pool in told.pools] == [
        ("stratum+tcp://btc.example.pool:3333", "asic-rs.test", True),
        ("stratum+tcp://btc2.example.pool:3333", "asic-rs.test", False),
    ]
    assert told.cooling_mode == miner_pb2.COOLING_MODE_AUTO
    assert told.faults_known
    assert details.faults_of(info) == []


def test_firmware_that_cannot_pause_does_not_offer_it(info: dict[str, Any]) -> None:
    commands = details.capabilities_of(info, {}).commands
    assert miner_pb2.COMMAND_KIND_STOP_MINING not in commands
    assert miner_pb2.COMMAND_KIND_CURTAIL not in commands
    assert miner_pb2.COMMAND_KIND_REBOOT in commands


def test_every_field_of_the_answer_lands_somewhere(info: dict[str, Any]) -> None:
    assert json.loads(details.details_of(info, {}).vendor_json)["info"] == info
