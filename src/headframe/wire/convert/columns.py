"""Columns of samples on the wire: encoded by the node, checked and decoded by the server.

A batch that breaks the contract is refused whole: a node that sends one has a defect, and half a batch
would hide it.
"""

import math
from collections.abc import Collection, Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState, SampleColumns
from headframe.wire.convert.components import MAX_COMPONENTS_BYTES
from headframe.wire.convert.enums import MINING_STATES
from headframe.wire.convert.samples import UNKNOWN_COUNT
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_BATCH_ROWS = 16_384
"""Rows of one batch: bounds the work that a peer can ask for beside the 4 MiB bound of a message."""

_UNKNOWN_STATE = int(MINING_STATES.to_wire[MiningState.UNKNOWN])
_STATE_NUMBERS = frozenset(MINING_STATES.to_core)
_POOL_NUMBERS = frozenset({1, 0, -1})


def columns_to_wire(columns: SampleColumns, *, batch_sequence: int) -> gateway_pb2.SampleColumns:
    """A batch as a message. Columns that are unknown throughout are left out."""
    message = gateway_pb2.SampleColumns(
        batch_sequence=batch_sequence, device_id=columns.device_id, at_ms=columns.at_ms
    )
    for name, measured in columns.floats.items():
        if not all(map(math.isnan, measured)):
            getattr(message, name).extend(measured)
    for name, counted in columns.counts.items():
        if _says_more_than(counted, UNKNOWN_COUNT):
            getattr(message, name).extend(counted)
    if _says_more_than(columns.mining_state, _UNKNOWN_STATE):
        message.mining_state.extend(columns.mining_state)  # type: ignore[arg-type] # numbers are enum values
    if _says_more_than(columns.pool_connected, -1):
        message.pool_connected.extend(columns.pool_connected)
    if any(columns.components):
        message.components.extend(columns.components)
    return message


def _says_more_than(column: Sequence[int], unknown: int) -> bool:
    return column.count(unknown) != len(column)


def columns_from_wire(message: gateway_pb2.SampleColumns) -> SampleColumns:
    """A received batch, checked. Infinities become NaN, states of newer nodes become unknown.

    Raises:
        HeadframeError: INVALID_REQUEST for columns of unequal length, ids or times or counters out of
            range, oversized components; TOO_LARGE beyond `MAX_BATCH_ROWS`.
    """
    rows = len(message.device_id)
    if rows > MAX_BATCH_ROWS:
        raise HeadframeError(Code.TOO_LARGE, f"a batch holds at most {MAX_BATCH_ROWS} rows, not {rows}")
    return SampleColumns(
        device_id=_at_least(1, "device_id", list(message.device_id)),
        at_ms=_at_least(0, "at_ms", _whole("at_ms", list(message.at_ms), rows)),
        floats={name: _floats(name, list(getattr(message, name)), rows) for name in FLOAT_COLUMNS},
        counts={name: _counts(name, list(getattr(message, name)), rows) for name in COUNT_COLUMNS},
        mining_state=_states(list(message.mining_state), rows),
        pool_connected=_pools(list(message.pool_connected), rows),
        components=_components(list(message.components), rows),
    )


def _malformed(reason: str) -> HeadframeError:
    return HeadframeError(Code.INVALID_REQUEST, f"malformed batch: {reason}")


def _check_length(name: str, column: Collection[object], rows: int) -> None:
    if len(column) != rows:
        raise _malformed(f"{name} has {len(column)} rows, device_id {rows}")


def _whole(name: str, column: list[int], rows: int) -> list[int]:
    _check_length(name, column, rows)
    return column


def _at_least(low: int, name: str, column: list[int]) -> list[int]:
    if column and min(column) < low:
        raise _malformed(f"{name} holds a value below {low}")
    return column


def _floats(name: str, column: list[float], rows: int) -> list[float]:
    if not column:
        return [math.nan] * rows
    _check_length(name, column, rows)
    if math.inf in column or -math.inf in column:
        return [value if math.isfinite(value) else math.nan for value in column]
    return column


def _counts(name: str, column: list[int], rows: int) -> list[int]:
    if not column:
        return [UNKNOWN_COUNT] * rows
    _check_length(name, column, rows)
    return _at_least(UNKNOWN_COUNT, name, column)


def _states(column: Sequence[int], rows: int) -> list[int]:
    if not column:
        return [_UNKNOWN_STATE] * rows
    _check_length("mining_state", column, rows)
    if _STATE_NUMBERS.issuperset(column):
        return [*column]
    return [number if number in _STATE_NUMBERS else _UNKNOWN_STATE for number in column]


def _pools(column: list[int], rows: int) -> list[int]:
    if not column:
        return [-1] * rows
    _check_length("pool_connected", column, rows)
    if not _POOL_NUMBERS.issuperset(column):
        raise _malformed("pool_connected holds other values than 1, 0 and -1")
    return column


def _components(column: list[bytes], rows: int) -> list[bytes]:
    if not column:
        return [b""] * rows
    _check_length("components", column, rows)
    if max(map(len, column)) > MAX_COMPONENTS_BYTES:
        raise _malformed(f"components exceed {MAX_COMPONENTS_BYTES} bytes")
    return column
