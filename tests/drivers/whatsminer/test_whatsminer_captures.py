"""Recorded answers of real miners become the samples that a person would read off them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from headframe.drivers.whatsminer.api2 import details as details2, sample as sample2
from headframe.drivers.whatsminer.api3 import details as details3, sample as sample3
from headframe.wire.gen.miner.v1 import miner_pb2

CAPTURES = (
    Path(os.environ.get("HEADFRAME_CAPTURES", Path(__file__).parents[4] / "shared" / "captures"))
    / "whatsminer"
)


def recorded(name: str) -> dict[str, Any]:
    if not CAPTURES.is_dir():
        message = f"no recorded answers at {CAPTURES}; set HEADFRAME_CAPTURES"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    found: dict[str, Any] = json.loads((CAPTURES / name).read_text())
    return found


def boards(sample: miner_pb2.Sample) -> list[miner_pb2.Component]:
    return [part for part in sample.components if part.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD]


def parts(sample: miner_pb2.Sample, kind: miner_pb2.ComponentKind) -> list[miner_pb2.Component]:
    return [part for part in sample.components if part.kind == kind]


def full2(version: str, *names: str, **replaced: str) -> details2.Full:
    answers = {name: recorded(f"{version}/{replaced.get(name, name)}.json") for name in names}
    found = details2.Full(
        answers, sample2.read(answers["summary"], answers.get("devs"), answers.get("pools"))
    )
    details2.complete(found)
    return found


def test_an_api_1_miner_with_everything_it_says() -> None:
    full = full2("v1", "summary", "devs", "pools", "get_psu", "get_version", "status")
    found = full.reading.sample

    assert found.hashrate_hs == pytest.approx(70668114.52e6)
    assert found.expected_hashrate_hs == pytest.approx(68796e9)
    assert found.power_watts == 3427
    assert found.power_target_watts == 3500
    assert found.board_temperature_c == 71.5
    assert found.chip_temperature_c == 92.5
    assert found.fan_rpm == 6465
    assert found.uptime_seconds == 10792
    assert (found.shares_accepted, found.shares_rejected) == (2338, 0)
    assert found.mining_state == miner_pb2.MINING_STATE_MINING
    assert found.pool_connected
    assert full.reading.mac == "c4:08:28:00:a4:19"
    assert full.reading.odd == []
    second = boards(found)[1]
    assert second.serial == "H5M14S69129A17K10058"
    assert second.hashrate_hs == pytest.approx(25567317.81e6)
    assert second.temperature_c == 69.5
    assert second.chip_temperature_c == pytest.approx(90.11)
    assert (second.chips_working, second.frequency_hz, second.hardware_errors) == (105, 652e6, 47)
    (psu,) = parts(found, miner_pb2.COMPONENT_KIND_PSU)
    assert psu.name == "P21-12-3600-E"
    assert psu.voltage_v == pytest.approx(11.8)
    assert (psu.current_a, psu.rpm, psu.power_watts) == (261, 9060, 3427)
    assert [fan.rpm for fan in parts(found, miner_pb2.COMPONENT_KIND_FAN)] == [6450, 6480]


def test_an_api_1_miner_lists_its_errors_in_the_summary() -> None:
    full = full2("v1", "summary", "devs", "pools", summary="summary_with_errors")

    assert full.faults_known
    assert [(fault.vendor_code, fault.code) for fault in full.faults] == [
        ("110", "fan.speed"),
        ("600", "environment.over_temperature"),
    ]
    assert full.faults[0].component_slot == 0


def test_an_api_1_miner_s_details() -> None:
    full = full2("v1", "summary", "devs", "pools", "get_psu", "get_version", "status")
    found = details2.details(full)

    assert found.identity.firmware == "20210322.22.REL"
    assert found.identity.control_board == "ALLWINNER_H3"
    assert found.power_mode == "normal"
    assert found.cooling_mode == miner_pb2.COOLING_MODE_AUTO
    assert [pool.url for pool in found.pools] == [
        "stratum+tcp://btc.example.pool:3333",
        "stratum+tcp://btc2.example.pool:3333",
        "stratum+tcp://btc3.example.pool:3333",
    ]
    assert [pool.active for pool in found.pools] == [True, False, False]
    assert found.pools[0].shares_accepted == 2338
    assert json.loads(found.vendor_json)["summary"]["SUMMARY"][0]["Target Freq"] == 625


def test_an_api_2_miner_with_everything_it_says() -> None:
    names = (
        "summary",
        "devs",
        "pools",
        "get_psu",
        "get_version",
        "get_miner_info",
        "get_error_code",
        "status",
    )
    full = full2("v2", *names)
    sample, told = full.reading.sample, details2.details(full)

    assert sample.hashrate_hs == pytest.approx(124.5e12)
    assert sample.expected_hashrate_hs == pytest.approx(126e12)
    assert (sample.power_watts, sample.power_target_watts) == (3200, 3300)
    assert (sample.board_temperature_c, sample.chip_temperature_c, sample.inlet_temperature_c) == (
        67,
        81,
        28.5,
    )
    assert sample.uptime_seconds == 25500
    assert (sample.shares_accepted, sample.shares_rejected) == (5412, 0)
    assert [board.serial[-1] for board in boards(sample)] == ["1", "2", "3"]
    assert [board.expected_hashrate_hs for board in boards(sample)] == [pytest.approx(42e12)] * 3
    assert parts(sample, miner_pb2.COMPONENT_KIND_PSU)[0].rpm == 6000
    assert told.identity.mac == "d4:01:02:03:04:05"
    assert told.identity.hostname == "WhatsMiner"
    assert told.identity.control_board == "H616"
    assert told.power_mode == "low"
    assert not told.led_on
    assert full.faults_known
    assert full.faults == []


def test_an_api_2_miner_lists_its_errors_with_their_times() -> None:
    full = full2(
        "v2", "summary", "devs", "pools", "get_error_code", get_error_code="get_error_code_with_errors"
    )

    assert [fault.vendor_code for fault in full.faults] == ["218", "110"]
    assert full.faults[0].code == "psu.input_voltage"
    assert full.faults[0].component_kind == miner_pb2.COMPONENT_KIND_PSU
    assert "2024-06-15 10:30:00" in full.faults[0].message
    assert not full.faults[0].HasField("since_ms")


def full3(info: str) -> details3.Full:
    status = {
        name: recorded(f"v3/get_miner_status_{name}.json")["msg"][name]
        for name in ("summary", "edevs", "pools")
    }
    told = recorded(f"v3/{info}.json")["msg"]
    return details3.Full(told, status, {"power-mode": "normal"}, sample3.read(told, status))


def test_an_api_3_miner_with_everything_it_says() -> None:
    full = full3("get_device_info")
    sample, told = full.reading.sample, details3.details(full)

    assert sample.hashrate_hs == pytest.approx(171.259e12)
    assert sample.expected_hashrate_hs == pytest.approx(181.051e12)
    assert (sample.power_watts, sample.power_target_watts) == (3156, 3600)
    assert sample.board_temperature_c == pytest.approx(41.5)
    assert (sample.chip_temperature_c, sample.inlet_temperature_c, sample.fan_rpm) == (82, 28.5, 5340)
    assert sample.mining_state == miner_pb2.MINING_STATE_MINING
    assert sample.pool_connected
    assert not sample.HasField("shares_accepted")
    assert [board.serial for board in boards(sample)] == [
        "BKM3CSE1404807K42757",
        "BKM3CSE1404812K43675",
        "BKM3CSE1404807K42762",
    ]
    assert [board.temperature_c for board in boards(sample)] == pytest.approx([41.1, 40.1, 41.5])
    assert boards(sample)[2].hashrate_hs == pytest.approx(57.1e12)
    assert (boards(sample)[0].chips_working, boards(sample)[0].frequency_hz) == (75, 625e6)
    (psu,) = parts(sample, miner_pb2.COMPONENT_KIND_PSU)
    assert (psu.name, psu.serial, psu.rpm) == ("P221B", "1436B2429603097", 6344)
    assert told.identity == miner_pb2.Identity(
        mac="ce:02:01:00:8c:36",
        serial="BTM3CS40HD24083100000000000000000",
        make="MicroBT",
        model="M60S_VK40",
        firmware="20251209.16.Rel2",
        hostname="WhatsMiner",
        control_board="CB6V10",
    )
    assert len(told.pools) == 3
    assert b"uhCiDyVj" not in told.vendor_json


def test_an_api_3_miner_lists_its_errors_with_their_reasons() -> None:
    faults = details3.faults(full3("get_device_info_with_errors"))

    assert [fault.vendor_code for fault in faults] == ["264", "265", "266", "267", "270"]
    assert {fault.component_kind for fault in faults} == {miner_pb2.COMPONENT_KIND_PSU}
    assert "Power input over-voltage warning" in faults[-1].message
