"""The faults of a miner: those that its web server lists, and those that its readings show.

Limits: stock firmware of the S19 and S21 throttles and stops by itself near 95 degrees at the chips and 85
at the boards; a reading at or above them is a fault here, whether or not the firmware calls it one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headframe.drivers.antminer import faults
from headframe.drivers.cgminer import answers, values
from headframe.wire.gen.miner.v1 import miner_pb2

CHIP_LIMIT_C = 95.0
BOARD_LIMIT_C = 85.0
MAX_FAULTS = 64
_WELL = frozenset({"s", "S", "ok", ""})


def listed(summary_answer: Mapping[str, Any]) -> list[miner_pb2.Fault] | None:
    """The faults in `summary.cgi`; None where it has no list of states."""
    rows = answers.first(summary_answer, "SUMMARY").get("status")
    if not isinstance(rows, list):
        return None
    return [
        _listed(row)
        for row in rows[:MAX_FAULTS]
        if isinstance(row, dict) and values.text(row, "status") not in _WELL
    ]


def _listed(row: Mapping[str, Any]) -> miner_pb2.Fault:
    part = values.text(row, "type")
    code = values.text(row, "code")
    said = values.text(row, "msg")
    meaning = faults.find_part(part)
    severity = meaning.severity
    if values.text(row, "status") in {"w", "W"}:
        severity = miner_pb2.SEVERITY_MINOR
    return miner_pb2.Fault(
        code=meaning.code,
        severity=severity,
        component_kind=meaning.kind,
        message=f"{meaning.message}: {said}" if said else meaning.message,
        vendor_code=f"{part}:{code}" if code else part,
    )


def inferred(sample: miner_pb2.Sample, odd: Sequence[str]) -> list[miner_pb2.Fault]:
    """The faults that the readings of a sample show."""
    found = list(_of_components(sample))
    if odd:
        names = ", ".join(sorted(set(odd))[:8])
        found.append(
            miner_pb2.Fault(
                code="telemetry.implausible",
                severity=miner_pb2.SEVERITY_MINOR,
                message=f"The miner reports values that cannot be true: {names}",
            )
        )
    return found[:MAX_FAULTS]


def _of_components(sample: miner_pb2.Sample) -> Iterator[miner_pb2.Fault]:
    for part in sample.components:
        if part.kind == miner_pb2.COMPONENT_KIND_HASH_BOARD:
            yield from _of_board(part)
        elif part.kind == miner_pb2.COMPONENT_KIND_FAN and part.status == miner_pb2.COMPONENT_STATUS_CRITICAL:
            yield _fault(part, "fan.stopped", miner_pb2.SEVERITY_CRITICAL, "The fan stands still")


def _of_board(board: miner_pb2.Component) -> Iterator[miner_pb2.Fault]:
    if board.status == miner_pb2.COMPONENT_STATUS_OFFLINE:
        yield _fault(
            board, "hash_board.missing", miner_pb2.SEVERITY_CRITICAL, "No chips are found on the board"
        )
        return
    missing = board.chips_expected - board.chips_working
    if missing > 0:
        message = f"{missing} of {board.chips_expected} chips do not work"
        yield _fault(board, "hash_board.chips", miner_pb2.SEVERITY_MAJOR, message)
    if board.chip_temperature_c >= CHIP_LIMIT_C or board.temperature_c >= BOARD_LIMIT_C:
        hottest = max(board.chip_temperature_c, board.temperature_c)
        message = f"The board is too hot: {hottest:.0f} degrees"
        yield _fault(board, "hash_board.over_temperature", miner_pb2.SEVERITY_CRITICAL, message)


def _fault(
    part: miner_pb2.Component, code: str, severity: miner_pb2.Severity, message: str
) -> miner_pb2.Fault:
    return miner_pb2.Fault(
        code=code, severity=severity, component_kind=part.kind, component_slot=part.slot, message=message
    )


def merged(said: Sequence[miner_pb2.Fault], shown: Sequence[miner_pb2.Fault]) -> list[miner_pb2.Fault]:
    """Both lists; what the miner says of no part in particular gives way to the reading that shows which."""
    exact = {fault.component_kind for fault in shown if fault.component_kind}
    return [
        *shown,
        *(fault for fault in said if not fault.component_kind or fault.component_kind not in exact),
    ]
