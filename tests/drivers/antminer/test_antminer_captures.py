"""Recorded answers of a real miner become the sample that a person would read off them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from headframe.drivers.antminer import details, fault_report, sample
from headframe.wire.gen.miner.v1 import miner_pb2

CAPTURES = (
    Path(os.environ.get("HEADFRAME_CAPTURES", Path(__file__).parents[4] / "shared" / "captures"))
    / "antminer/v2020"
)


def recorded(name: str) -> dict[str, Any]:
    if not CAPTURES.is_dir():
        message = f"no recorded answers at {CAPTURES}; set HEADFRAME_CAPTURES"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    found: dict[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text())
    return found


def reading() -> sample.Reading:
    return sample.read(recorded("stats"), recorded("summary"), recorded("pools"))


def parts(found: miner_pb2.Sample, kind: miner_pb2.ComponentKind) -> list[miner_pb2.Component]:
    return [part for part in found.components if part.kind == kind]


def test_the_scalars() -> None:
    read = reading()
    found = read.sample

    assert found.hashrate_hs == pytest.approx(110566.89e9)
    assert found.expected_hashrate_hs == pytest.approx(110000e9)
    assert not found.HasField("power_watts")
    assert (found.board_temperature_c, found.chip_temperature_c) == (73, 78)
    assert found.fan_rpm == 5490
    assert found.uptime_seconds == 50474
    assert (found.shares_accepted, found.shares_rejected) == (4057, 11)
    assert found.mining_state == miner_pb2.MINING_STATE_MINING
    assert found.pool_connected
    assert read.hardware_id == "8144d5ca79104814"
    assert read.model == "S19 Pro"
    assert read.odd == []


def test_the_boards() -> None:
    boards = parts(reading().sample, miner_pb2.COMPONENT_KIND_HASH_BOARD)

    assert [board.slot for board in boards] == [0, 1, 2]
    assert [board.hashrate_hs for board in boards] == pytest.approx([37603.30e9, 35536.22e9, 37427.38e9])
    assert [board.temperature_c for board in boards] == [73, 66, 64]
    assert [board.chip_temperature_c for board in boards] == [78, 71, 69]
    assert [(board.chips_working, board.chips_expected) for board in boards] == [(114, 114)] * 3
    assert [board.frequency_hz for board in boards] == [525e6] * 3
    assert [board.hardware_errors for board in boards] == [183, 195, 184]
    assert {board.status for board in boards} == {miner_pb2.COMPONENT_STATUS_HEALTHY}


def test_the_fans() -> None:
    fans = parts(reading().sample, miner_pb2.COMPONENT_KIND_FAN)

    assert [(fan.slot, fan.rpm) for fan in fans] == [(0, 6000), (1, 5880), (2, 5040), (3, 5040)]


def test_a_well_miner_has_no_faults() -> None:
    read = reading()

    assert fault_report.inferred(read.sample, read.odd) == []


def test_dead_chips_a_lost_board_and_heat_are_faults() -> None:
    stats = recorded("stats")
    row = stats["STATS"][1]
    row["chain_acs1"] = row["chain_acs1"].replace("ooo", "oxo", 2)
    row["chain_acn2"] = 0
    row["chain_acs2"] = ""
    row["temp_chip3"] = "96-49-69-68"
    row["fan3"] = 0
    read = sample.read(stats, recorded("summary"), recorded("pools"))

    assert {(fault.code, fault.component_slot) for fault in fault_report.inferred(read.sample, read.odd)} == {
        ("hash_board.chips", 0),
        ("hash_board.missing", 1),
        ("hash_board.over_temperature", 2),
        ("fan.stopped", 2),
    }


def test_the_pools_in_their_order() -> None:
    pools = details.pools(recorded("pools"))

    assert [pool.active for pool in pools] == [True, False, False]
    assert [pool.alive for pool in pools] == [True, True, True]
    assert (pools[0].shares_accepted, pools[0].shares_rejected) == (4057, 11)
    assert {pool.url for pool in pools} == {"stratum+tcp://btc.global.luxor.tech:700"}


def test_the_version_is_recognised_and_other_firmware_is_left_to_others() -> None:
    version = recorded("version")
    found = details.recognise(version)
    assert found is not None
    assert (found.make, found.model) == ("Bitmain", "S19 Pro")
    assert found.firmware == "Tue Dec  6 16:12:30 CST 2022"

    version["VERSION"][0]["Type"] = "Antminer S19 Pro (Vnish 1.2.3)"
    assert details.recognise(version) is None


def test_the_system_page_and_a_mac_that_is_none() -> None:
    page = recorded("system_info")
    found = details.identity(page)

    assert found.mac == ""
    assert found.serial == "THQING0BDJAB024NF"
    assert found.model == "S21"
    assert found.firmware == "FR-1.12(251009-S21)"
    assert found.hostname == "Antminer"
    assert details.identity({**page, "macaddr": "02:55:97:22:3A:72"}).mac == "02:55:97:22:3a:72"
