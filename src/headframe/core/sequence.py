"""Numbers that only grow: command sequences and lease epochs, across restarts, restores and failovers.

The server takes the largest of what its database says, what the node says, and the clock. A database
restored from a backup therefore keeps moving forward, even before it hears from a node.
"""

from dataclasses import dataclass
from enum import Enum

MAX_AHEAD_US = 24 * 3_600 * 1_000_000
"""How far ahead of time a node lets a sequence be: one poisoned number would lock out all later ones."""


def first_sequence(*, stored: int, node_reported: int, unix_us: int) -> int:
    """The first sequence a server may give a node.

    `stored` is the highest it remembers having given, `node_reported` the highest the node says that it
    accepted; both 0 before any. The caller makes the last one it gives durable before sending the first.
    """
    return max(stored + 1, node_reported + 1, unix_us)


def next_epoch(*, stored: int, node_minimum: int, unix_ms: int) -> int:
    """The next lease epoch of a group. `node_minimum` is the lowest that the node would still accept."""
    return max(stored + 1, node_minimum, unix_ms)


class SequenceVerdict(Enum):
    """What a node does with a sequence."""

    ACCEPT = "accept"
    REPLAYED = "not above those seen before"
    TOO_FAR_AHEAD = "further ahead than any honest server"


@dataclass(frozen=True, slots=True)
class SequenceDecision:
    """`high_water` is what to make durable before the command goes on; unchanged unless ACCEPT.

    `is_gap`: the command states another predecessor than the one this node accepted last, so something
    between server and node dropped commands. It is reported and does not stop the command.
    """

    verdict: SequenceVerdict
    high_water: int
    is_gap: bool = False


def judge_sequence(
    sequence: int, previous: int, *, high_water: int, last_on_stream: int | None, server_now_us: int
) -> SequenceDecision:
    """Judge a command's sequence by the highest accepted ever, 0 before any.

    `last_on_stream` is the last sequence seen on this stream, None before the first: the server's record
    of what it sent on an earlier stream says nothing about this one. `server_now_us` is the node's
    estimate of the server's time, from a signed time plus what its own monotonic clock added. Where the
    clock was once ahead, numbers go on from there and not from the time: neither side may lower its own.
    """
    if sequence <= high_water:
        return SequenceDecision(SequenceVerdict.REPLAYED, high_water)
    if sequence > max(server_now_us, high_water) + MAX_AHEAD_US:
        return SequenceDecision(SequenceVerdict.TOO_FAR_AHEAD, high_water)
    is_gap = last_on_stream is not None and previous != last_on_stream
    return SequenceDecision(SequenceVerdict.ACCEPT, sequence, is_gap)
