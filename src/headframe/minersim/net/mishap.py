"""What can happen to one answer on its way out."""

import random
from dataclasses import dataclass

from headframe.minersim.faults import FaultKind, FaultSet

GARBAGE_BYTES = 4096
FILLER_CHUNK_BYTES = 256 * 1024
_AT_ANSWER = (
    FaultKind.HANG,
    FaultKind.HUGE_ANSWER,
    FaultKind.GARBAGE,
    FaultKind.HALF_ANSWER,
    FaultKind.REBOOT_MID_ANSWER,
)


@dataclass(frozen=True, slots=True)
class Mishap:
    """Wait `delay_seconds`, then answer in the way of `kind` (None: properly)."""

    kind: FaultKind | None
    delay_seconds: float = 0.0
    size_bytes: int = 0


def draw_mishap(faults: FaultSet) -> Mishap | None:
    """What happens to the next answer; None when all is well. Counts one use of the fault."""
    if not faults:
        return None
    slow = faults.take(FaultKind.SLOW)
    delay = slow.delay_seconds if slow else 0.0
    for kind in _AT_ANSWER:
        fault = faults.take(kind)
        if fault is not None:
            return Mishap(kind, delay, fault.size_bytes)
    return Mishap(None, delay) if slow else None


def garbage(seed: int) -> bytes:
    """Noise that is neither JSON nor HTTP; the same for a seed."""
    return b"\x00\xff" + random.Random(seed).randbytes(GARBAGE_BYTES)
