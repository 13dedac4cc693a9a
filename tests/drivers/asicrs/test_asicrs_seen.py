"""What the driver believes of single values, and which ports it admits to."""

import math

import pytest
from hypothesis import given, strategies as st
from pyasic_rs.data import HashRate, HashRateUnit

from headframe.driver import UnsupportedError
from headframe.drivers.asicrs import driver, seen
from headframe.drivers.asicrs.handles import check_ports
from headframe.drivers.asicrs.plans import kind_of
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

any_float = st.floats(allow_nan=True, allow_infinity=True)


@given(any_float)
def test_what_is_no_number_is_unknown(value: float) -> None:
    assert seen.finite(value) == (value if math.isfinite(value) else None)


@given(any_float)
def test_a_temperature_is_plausible_or_unknown(value: float) -> None:
    found = seen.celsius(value)
    assert found is None or (-60 < found < 250 and found == value)


def test_a_sensor_that_is_not_there_is_unknown() -> None:
    assert seen.celsius(0.0) is None
    assert seen.hottest([None, 0.0]) is None
    assert seen.hottest([None, 61.5, 70.0, 5778.0]) == 70.0


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(95.5, HashRateUnit.TH, 95.5e12), (1.2, HashRateUnit.PH, 1.2e15), (0.0, HashRateUnit.GH, 0.0)],
)
def test_hashrates_are_in_hashes_a_second(value: float, unit: HashRateUnit, expected: float) -> None:
    assert seen.hashes(HashRate(value, unit, "SHA256")) == pytest.approx(expected)


def test_no_hashrate_is_unknown() -> None:
    assert seen.hashes(None) is None
    assert seen.hashes(HashRate(math.nan, HashRateUnit.TH, "SHA256")) is None


def test_sums_of_nothing_are_unknown() -> None:
    assert seen.total([None, None]) is None
    assert seen.total([None, 3, 4]) == 7
    assert seen.connected([]) is None


def test_ports_that_the_library_would_ignore_are_refused() -> None:
    check_ports({})
    check_ports({"api": 4028, "web": 80, "other": 1})
    with pytest.raises(UnsupportedError, match="4028 only"):
        check_ports({"api": 14028})


async def test_a_poll_at_another_port_is_unsupported_and_touches_nothing() -> None:
    target = driver_pb2.Target(address="127.0.0.1", ports={"web": 8080})
    with pytest.raises(UnsupportedError):
        await driver().poll(target, driver_pb2.POLL_DEPTH_FAST)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("reboot", miner_pb2.COMMAND_KIND_REBOOT),
        ("curtail", miner_pb2.COMMAND_KIND_CURTAIL),
        ("blink_led", miner_pb2.COMMAND_KIND_BLINK_LED),
        ("unpair", miner_pb2.COMMAND_KIND_UNPAIR),
    ],
)
def test_a_payload_names_its_kind(field: str, kind: int) -> None:
    command = miner_pb2.CommandPayload()
    getattr(command, field).SetInParent()
    assert kind_of(command) == kind


def test_every_payload_field_has_the_number_of_its_kind() -> None:
    for field in miner_pb2.CommandPayload.DESCRIPTOR.fields:
        assert miner_pb2.CommandKind.Name(field.number) == f"COMMAND_KIND_{field.name.upper()}"


def test_it_probes_after_all_others() -> None:
    assert driver().description.probe_order == 900
    assert driver().description.max_concurrency == 64
