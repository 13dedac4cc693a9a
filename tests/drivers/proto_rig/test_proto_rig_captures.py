"""The recorded answers of a Proto rig, field by field."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from headframe.drivers.proto_rig import details
from headframe.drivers.proto_rig.faults import faults_of
from headframe.drivers.proto_rig.sample import sample_of
from headframe.wire.gen.miner.v1 import miner_pb2

CAPTURES = (
    Path(os.environ.get("HEADFRAME_CAPTURES", Path(__file__).parents[4] / "shared" / "captures")) / "proto/v1"
)


def recorded(name: str) -> Any:
    path = CAPTURES / f"{name}.json"
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no recorded answers at {path}; set HEADFRAME_CAPTURES")
        pytest.skip(f"no recorded answers at {path}; set HEADFRAME_CAPTURES")
    return json.loads(path.read_text())


@pytest.fixture
def sample() -> miner_pb2.Sample:
    return sample_of(recorded("telemetry_full"), recorded("mining"), recorded("cooling"))


def test_the_sample(sample: miner_pb2.Sample) -> None:
    assert sample.hashrate_hs == pytest.approx(135.47567610136747e12)
    assert sample.expected_hashrate_hs == pytest.approx(145e12)
    assert sample.power_watts == pytest.approx(3466.397308943879)
    assert sample.power_target_watts == 3400
    assert sample.board_temperature_c == pytest.approx(48.43489937831655)
    assert sample.inlet_temperature_c == pytest.approx(38.642894869829554)
    assert sample.fan_rpm == pytest.approx((4346 + 4691 + 4658 + 4443) / 4)
    assert sample.input_voltage_v == pytest.approx((230.96996200756033 + 233.4886910273243) / 2)
    assert sample.uptime_seconds == 28
    assert sample.mining_state == miner_pb2.MINING_STATE_MINING
    assert not sample.HasField("chip_temperature_c")
    assert not sample.HasField("shares_accepted")


def test_a_board_a_psu_and_a_fan(sample: miner_pb2.Sample) -> None:
    board, psu, fan = sample.components[0], sample.components[4], sample.components[6]
    assert (board.kind, board.slot) == (miner_pb2.COMPONENT_KIND_HASH_BOARD, 0)
    assert board.serial == "HB-PROTO-SIM-b6bdaf86-0"
    assert board.hashrate_hs == pytest.approx(36.44848053006888e12)
    assert board.efficiency_j_per_h == pytest.approx(24.36006310152951e-12)
    assert board.current_a == pytest.approx(59.466562509735965)
    assert board.voltage_v == pytest.approx(14.555635532845155)
    assert board.outlet_temperature_c == pytest.approx(55.241942214972724)
    assert (psu.kind, psu.slot) == (miner_pb2.COMPONENT_KIND_PSU, 0)
    assert psu.power_watts == pytest.approx(1774.4900359549026)
    assert psu.input_voltage_v == pytest.approx(230.96996200756033)
    assert psu.voltage_v == pytest.approx(14.072572063943188)
    assert psu.temperature_c == pytest.approx(45.42119503925281)
    assert (fan.kind, fan.slot, fan.rpm) == (miner_pb2.COMPONENT_KIND_FAN, 0, 4346)
    assert fan.duty_ratio == pytest.approx(0.6)


def test_hardware_names_the_parts(sample: miner_pb2.Sample) -> None:
    details.add_hardware(sample, recorded("hardware"))
    board, psu, fan, control = (sample.components[index] for index in (0, 4, 6, 10))
    assert (board.name, board.chips_expected) == ("B4 BZM", 120)
    assert psu.name == "Proto PSU-3600W"
    assert fan.name == "Fan 1"
    assert (control.kind, control.serial) == (
        miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
        "PROTO-SIM-b6bdaf86",
    )


def test_identity_and_pools(sample: miner_pb2.Sample) -> None:
    answers = details.Answers(
        pairing={"mac": "02:00:00:AD:66:39", "cb_sn": "PROTO-SIM-b6bdaf86"},
        system=recorded("system"),
        network=recorded("network"),
        hardware=recorded("hardware"),
        pools=recorded("pools"),
        errors=recorded("errors"),
    )
    readings = {
        "telemetry": recorded("telemetry_full"),
        "mining": recorded("mining"),
        "cooling": recorded("cooling"),
    }
    told = details.details_of(answers, readings)
    assert told.identity == miner_pb2.Identity(
        mac="02:00:00:ad:66:39",
        serial="PROTO-SIM-b6bdaf86",
        make="Proto",
        model="Rig",
        firmware="1.8.0",
        hostname="proto-miner-af86",
        control_board="C3 STM32MP157F",
    )
    assert [(pool.url, pool.username) for pool in told.pools] == [
        ("stratum+tcp://pool-a.example.com:3333", "worker-a"),
        ("stratum+tcp://pool-b.example.com:4444", "worker-b"),
    ]
    assert told.faults_known
    assert told.cooling_mode == miner_pb2.COOLING_MODE_AUTO
    details.add_shares(sample, list(told.pools))
    assert (sample.shares_accepted, sample.shares_rejected) == (24690, 20)
    assert sample.pool_connected
    kept = json.loads(told.vendor_json)
    for name in ("system", "network", "hardware", "pools", "errors"):
        assert kept[name] == recorded(name)
    for name, answer in readings.items():
        assert kept[name] == answer


def test_no_errors_are_no_faults() -> None:
    assert faults_of(recorded("errors")) == []
