"""Samples: a driver's message to a core Sample, samples to columns and back.

`columns` takes the columns to the wire.

This is the hot path of both processes: a sample is copied once into columns and never per field again.
"""

import math
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import (
    COUNT_COLUMNS,
    FLOAT_COLUMNS,
    MiningState,
    Sample,
    SampleColumns,
)
from headframe.wire.convert.components import MAX_COMPONENTS_BYTES
from headframe.wire.convert.enums import MINING_STATES
from headframe.wire.convert.optionals import assign, counts, flag, floats
from headframe.wire.gen.miner.v1 import miner_pb2

UNKNOWN_COUNT = -1
"""An unknown count in columnar form."""

N = TypeVar("N", int, float)

_POOL_TO_COLUMN: dict[bool | None, int] = {True: 1, False: 0, None: -1}
_POOL_TO_CORE: dict[int, bool | None] = {1: True, 0: False, -1: None}


def sample_from_wire(message: miner_pb2.Sample, *, device_id: int, at_ms: int) -> Sample:
    """A driver's sample as the core's, its components serialised once and for all.

    Raises:
        HeadframeError: DEVICE_PROTOCOL where the components exceed their bound.
    """
    return Sample(
        device_id,
        at_ms,
        mining_state=MINING_STATES.to_core.get(message.mining_state, MiningState.UNKNOWN),
        pool_connected=flag(message, "pool_connected"),
        components=_serialised(message),
        **floats(message, FLOAT_COLUMNS),
        **counts(message, COUNT_COLUMNS),
    )


def _serialised(message: miner_pb2.Sample) -> bytes:
    if not message.components:
        return b""
    data = miner_pb2.Components(items=message.components).SerializeToString()
    if len(data) > MAX_COMPONENTS_BYTES:
        raise HeadframeError(Code.DEVICE_PROTOCOL, f"components exceed {MAX_COMPONENTS_BYTES} bytes")
    return data


def sample_to_wire(sample: Sample) -> miner_pb2.Sample:
    """A core sample as a message; device and time travel beside it."""
    message = miner_pb2.Sample(mining_state=MINING_STATES.to_wire[sample.mining_state])
    assign(message, sample, FLOAT_COLUMNS)
    assign(message, sample, COUNT_COLUMNS)
    if sample.pool_connected is not None:
        message.pool_connected = sample.pool_connected
    if sample.components:
        message.components.extend(miner_pb2.Components.FromString(sample.components).items)
    return message


def columns_from_samples(samples: Sequence[Sample]) -> SampleColumns:
    """Samples in columns, in the order given."""
    states = MINING_STATES.to_wire
    return SampleColumns(
        device_id=[sample.device_id for sample in samples],
        at_ms=[sample.at_ms for sample in samples],
        floats={name: _column(samples, name, math.nan) for name in FLOAT_COLUMNS},
        counts={name: _column(samples, name, UNKNOWN_COUNT) for name in COUNT_COLUMNS},
        mining_state=[int(states[sample.mining_state]) for sample in samples],
        pool_connected=[_POOL_TO_COLUMN[sample.pool_connected] for sample in samples],
        components=[sample.components for sample in samples],
    )


def _column(samples: Sequence[Sample], name: str, unknown: N) -> list[N]:
    return [unknown if value is None else value for value in map(attrgetter(name), samples)]


def samples_from_columns(columns: SampleColumns) -> list[Sample]:
    """The rows of columns, with unknowns as None."""
    state, finite = MINING_STATES.to_core.get, math.isfinite
    measured = ([v if finite(v) else None for v in columns.floats[name]] for name in FLOAT_COLUMNS)
    counted = ([v if v >= 0 else None for v in columns.counts[name]] for name in COUNT_COLUMNS)
    rows = zip(
        columns.device_id,
        columns.at_ms,
        *measured,
        *counted,
        [state(number, MiningState.UNKNOWN) for number in columns.mining_state],
        map(_POOL_TO_CORE.__getitem__, columns.pool_connected),
        columns.components,
        strict=True,
    )
    return [Sample(*row) for row in rows]
