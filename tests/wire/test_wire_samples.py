"""Samples and columns: nothing is lost on the way, and a malformed batch is refused by name."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from headframe.core.devices import ComponentStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState, Sample
from headframe.wire.convert.columns import MAX_BATCH_ROWS, columns_from_wire, columns_to_wire
from headframe.wire.convert.components import (
    MAX_COMPONENTS_BYTES,
    component_from_wire,
    component_statuses,
    component_to_wire,
    components_from_bytes,
    components_to_bytes,
)
from headframe.wire.convert.samples import (
    columns_from_samples,
    sample_from_wire,
    sample_to_wire,
    samples_from_columns,
)
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.wire.wire_strategies import COMPONENT, COMPONENTS, SAMPLE


@given(SAMPLE)
def test_sample_round_trip(sample: Sample) -> None:
    again = sample_from_wire(sample_to_wire(sample), device_id=sample.device_id, at_ms=sample.at_ms)
    assert again == sample


@given(st.lists(SAMPLE, max_size=6))
@settings(max_examples=60)
def test_columns_round_trip_over_the_wire(samples: list[Sample]) -> None:
    message = columns_to_wire(columns_from_samples(samples), batch_sequence=7)
    received = gateway_pb2.SampleColumns.FromString(message.SerializeToString())
    assert received.batch_sequence == 7
    assert samples_from_columns(columns_from_wire(received)) == samples


def test_columns_unknown_throughout_do_not_travel() -> None:
    message = columns_to_wire(columns_from_samples([Sample(1, 2), Sample(2, 2)]), batch_sequence=1)
    assert {field.name for field, _ in message.ListFields()} == {"batch_sequence", "device_id", "at_ms"}


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", FLOAT_COLUMNS)
def test_not_a_number_is_unknown(name: str, odd: float) -> None:
    sample = sample_from_wire(miner_pb2.Sample(**{name: odd}), device_id=1, at_ms=1)
    assert getattr(sample, name) is None
    batch = gateway_pb2.SampleColumns(device_id=[1, 2], at_ms=[1, 1], **{name: [odd, 5.0]})
    first, second = samples_from_columns(columns_from_wire(batch))
    assert getattr(first, name) is None
    assert getattr(second, name) == 5.0


@pytest.mark.parametrize("name", COUNT_COLUMNS)
def test_counter_beyond_63_bits_is_unknown(name: str) -> None:
    sample = sample_from_wire(miner_pb2.Sample(**{name: 2**63}), device_id=1, at_ms=1)
    assert getattr(sample, name) is None


def test_zero_is_zero_and_not_unknown() -> None:
    message = miner_pb2.Sample(hashrate_hs=0.0, shares_accepted=0, pool_connected=False)
    sample = sample_from_wire(message, device_id=1, at_ms=1)
    assert (sample.hashrate_hs, sample.shares_accepted, sample.pool_connected) == (0.0, 0, False)
    assert (sample.power_watts, sample.shares_rejected) == (None, None)


def test_state_of_a_newer_peer_is_unknown() -> None:
    batch = gateway_pb2.SampleColumns(device_id=[1, 2], at_ms=[1, 1], mining_state=[99, 1])
    states = [sample.mining_state for sample in samples_from_columns(columns_from_wire(batch))]
    assert states == [MiningState.UNKNOWN, MiningState.MINING]


MALFORMED = {
    "at_ms": {"at_ms": [1]},
    "power_watts": {"power_watts": [1.0]},
    "shares_accepted": {"shares_accepted": [1, 2, 3]},
    "uptime_seconds": {"uptime_seconds": [1, -2]},
    "mining_state": {"mining_state": [1]},
    "pool_connected": {"pool_connected": [1, 2]},
    "components": {"components": [b"", bytes(MAX_COMPONENTS_BYTES + 1)]},
    "device_id": {"device_id": [0, 1]},
}


@pytest.mark.parametrize("at_fault", MALFORMED)
def test_malformed_batch_is_refused_and_names_the_column(at_fault: str) -> None:
    columns = {"device_id": [1, 2], "at_ms": [1, 1]} | MALFORMED[at_fault]
    with pytest.raises(HeadframeError, match=at_fault) as raised:
        columns_from_wire(gateway_pb2.SampleColumns(**columns))
    assert raised.value.code is Code.INVALID_REQUEST


def test_negative_time_is_refused() -> None:
    with pytest.raises(HeadframeError, match="at_ms"):
        columns_from_wire(gateway_pb2.SampleColumns(device_id=[1], at_ms=[-1]))


def test_batch_beyond_the_bound_is_refused() -> None:
    ids = range(1, MAX_BATCH_ROWS + 2)
    with pytest.raises(HeadframeError) as raised:
        columns_from_wire(gateway_pb2.SampleColumns(device_id=ids, at_ms=ids))
    assert raised.value.code is Code.TOO_LARGE


@given(st.binary(max_size=300))
def test_any_bytes_are_columns_or_a_refusal(data: bytes) -> None:
    message = gateway_pb2.SampleColumns()
    try:
        message.MergeFromString(data)
    except Exception:  # noqa: BLE001 - not a message: the transport refuses it before us
        return
    try:
        columns = columns_from_wire(message)
    except HeadframeError as error:
        assert error.code in (Code.INVALID_REQUEST, Code.TOO_LARGE)  # noqa: PT017 - either outcome is right
    else:
        assert len(samples_from_columns(columns)) == len(columns)


@given(COMPONENTS)
def test_components_round_trip(components: list[object]) -> None:
    data = components_to_bytes(components)
    assert list(components_from_bytes(data)) == components
    assert component_statuses(data) == {component.status for component in components}


@given(COMPONENT)
def test_component_round_trip(component: object) -> None:
    assert component_from_wire(component_to_wire(component)) == component


def test_component_of_a_newer_kind_is_left_out_but_kept_in_the_bytes() -> None:
    message = miner_pb2.Sample(components=[{"kind": 2, "slot": 1}, {"kind": 77, "slot": 0, "status": 2}])
    sample = sample_from_wire(message, device_id=1, at_ms=1)
    assert [component.slot for component in components_from_bytes(sample.components)] == [1]
    assert component_statuses(sample.components) == {ComponentStatus.UNKNOWN, ComponentStatus.WARNING}
    assert len(miner_pb2.Components.FromString(sample.components).items) == 2


@pytest.mark.parametrize("data", [b"\xff\xff", bytes(MAX_COMPONENTS_BYTES + 1)])
def test_unreadable_components_are_refused(data: bytes) -> None:
    with pytest.raises(HeadframeError) as raised:
        components_from_bytes(data)
    assert raised.value.code is Code.INVALID_REQUEST


def test_oversized_components_of_a_driver_are_refused() -> None:
    message = miner_pb2.Sample(components=[{"kind": 2, "name": "x" * MAX_COMPONENTS_BYTES}])
    with pytest.raises(HeadframeError) as raised:
        sample_from_wire(message, device_id=1, at_ms=1)
    assert raised.value.code is Code.DEVICE_PROTOCOL
