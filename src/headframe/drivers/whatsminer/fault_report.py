"""A miner's list of error codes as faults."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headframe.drivers.cgminer import values
from headframe.drivers.whatsminer import faults
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_FAULTS = 128


def from_list(items: object) -> list[miner_pb2.Fault]:
    """Faults from `[{"218": "2024-06-15 10:30:00", "reason": "..."}]`, as both APIs list them.

    The time is the miner's own, without a zone, so that it goes into the message and not into `since_ms`.
    """
    if not isinstance(items, list):
        return []
    found = []
    for item in items[:MAX_FAULTS]:
        if isinstance(item, dict):
            reason = values.text(item, "reason")
            found += [
                fault(str(code)[: values.TEXT_LIMIT], since=values.text(item, code), reason=reason)
                for code in item
                if isinstance(code, str) and code != "reason"
            ]
        elif isinstance(item, str | int) and not isinstance(item, bool):
            found.append(fault(str(item)[: values.TEXT_LIMIT]))
    return found[:MAX_FAULTS]


def from_summary(summary: Mapping[str, Any]) -> list[miner_pb2.Fault]:
    """Faults from an API 1 summary's `Error Code 0` .. `Error Code n`."""
    codes: Iterable[str] = (key for key in summary if key.startswith("Error Code ") and key[11:].isdigit())
    return [fault(values.text(summary, key)) for key in list(codes)[:MAX_FAULTS]]


def fault(vendor_code: str, *, since: str = "", reason: str = "") -> miner_pb2.Fault:
    """One fault."""
    match = faults.find(vendor_code)
    meaning = match.meaning
    message = meaning.message
    if match.chip is not None:
        message += f" (chip {match.chip})"
    if reason:
        message += f": {reason}"
    if since:
        message += f" (since {since} by the miner's clock)"
    return miner_pb2.Fault(
        code=meaning.code,
        severity=meaning.severity,
        component_kind=meaning.kind,
        component_slot=match.slot,
        message=message,
        vendor_code=vendor_code,
    )


def implausible(keys: Sequence[str]) -> list[miner_pb2.Fault]:
    """A fault that tells why readings are missing, where some could not be true."""
    if not keys:
        return []
    names = ", ".join(sorted(set(keys))[:8])
    return [
        miner_pb2.Fault(
            code="telemetry.implausible",
            severity=miner_pb2.SEVERITY_MINOR,
            message=f"The miner reports values that cannot be true: {names}",
        )
    ]
