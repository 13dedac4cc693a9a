"""The life of a command on the server: which steps are legal, and that each ends in exactly one outcome.

    [AWAITING_COSIGN ->] QUEUED <-> SENT -> ACCEPTED -> RUNNING -> one of FINAL

Reports of nodes come late, twice and out of order: a stream breaks, an acknowledgement is lost, the command
goes back to QUEUED and is sent again, and the first node's answer arrives after all. So every report of a
later step is taken from every earlier state, reports of earlier steps change nothing, and the first
outcome stands for ever. A command that waits for an admin's signature was sent to nobody: no report moves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.records import CommandState

FINAL = frozenset(
    {
        CommandState.SUCCEEDED,
        CommandState.FAILED,
        CommandState.REJECTED,
        CommandState.EXPIRED,
        CommandState.SUPERSEDED,
        CommandState.OUTCOME_UNKNOWN,
    }
)
"""States that are an outcome."""

UNSENT = (CommandState.AWAITING_COSIGN, CommandState.QUEUED)
"""States in which no node has it, unless it is on its way a second time."""

LEGAL: dict[CommandState, frozenset[CommandState]] = {
    CommandState.AWAITING_COSIGN: frozenset(
        {CommandState.QUEUED, CommandState.EXPIRED, CommandState.SUPERSEDED}
    ),
    CommandState.QUEUED: FINAL | {CommandState.SENT, CommandState.ACCEPTED, CommandState.RUNNING},
    CommandState.SENT: FINAL | {CommandState.QUEUED, CommandState.ACCEPTED, CommandState.RUNNING},
    CommandState.ACCEPTED: FINAL | {CommandState.RUNNING},
    CommandState.RUNNING: FINAL,
} | dict.fromkeys(FINAL, frozenset[CommandState]())
"""What each state may become."""

PHASE_STATES: dict[CommandPhase, CommandState] = {
    phase: CommandState.RUNNING if phase is CommandPhase.PROGRESS else CommandState(phase.value)
    for phase in CommandPhase
}
"""The state a node's report stands for. PROGRESS is only made while running."""

RESULT_SETTLE_MS = 60_000
"""How long a node that is back in contact has for re-sending its outcomes: they go out at once, and a
backlog of 10,000 drains in seconds."""

GIVE_UP_MS = 24 * 3_600_000
"""How long past its time a command waits for a node that stays away, before nobody can tell any more."""


def advance(state: CommandState, reported: CommandState) -> CommandState | None:
    """The state after a step; None when the step changes nothing, being late, repeated or out of order."""
    return reported if reported in LEGAL[state] else None


def is_progress(state: CommandState, reported: CommandState) -> bool:
    """Whether a report brings no new state but may bring a newer ratio or detail."""
    return state is CommandState.RUNNING and reported is CommandState.RUNNING


def may_cancel(state: CommandState, *, was_sent: bool) -> bool:
    """Whether an operator may still withdraw it: only while no node can have seen it."""
    return state in UNSENT and not was_sent


def outcome_at_deadline(
    kind: CommandKind,
    state: CommandState,
    *,
    was_sent: bool,
    expires_at_ms: int,
    now_ms: int,
    contact_since_ms: int | None,
) -> CommandState | None:
    """The outcome that the server itself records for a command past its time; None: not yet, or none due.

    A command that no node has seen EXPIRES on time. One that was sent may have run, with only the answer
    missing, so it EXPIRES when its node has been in contact for long enough to have told
    (`contact_since_ms`: since when without a break; None: out of contact), and it is OUTCOME_UNKNOWN when
    the node stays away. What a node has accepted is the node's to end, until it too is given up.
    """
    if state in FINAL or now_ms < expires_at_ms:
        return None
    if now_ms >= expires_at_ms + GIVE_UP_MS and was_sent:
        return CommandState.OUTCOME_UNKNOWN
    if state not in (*UNSENT, CommandState.SENT):
        return None
    if not was_sent:
        return CommandState.EXPIRED
    settle_ms = RESULT_SETTLE_MS + POLICIES[kind].expected_seconds * 1000
    if contact_since_ms is None or now_ms < max(expires_at_ms, contact_since_ms) + settle_ms:
        return None
    return CommandState.EXPIRED


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the commands of one act are."""

    total: int
    finished: int
    succeeded: int
    failed: int
    unknown: int

    @property
    def is_done(self) -> bool:
        """True once every command has its outcome."""
        return self.finished == self.total

    @property
    def ratio(self) -> float:
        """Finished of total, 0..1; an empty batch is done."""
        return self.finished / self.total if self.total else 1.0


_FAILED = (CommandState.FAILED, CommandState.REJECTED, CommandState.EXPIRED)


def progress_of(counts: Mapping[CommandState, int]) -> BatchProgress:
    """Progress from the number of commands in each state.

    `failed` counts what surely did not take effect and was not made needless; `unknown` what may have.
    """
    return BatchProgress(
        total=sum(counts.values()),
        finished=sum(count for state, count in counts.items() if state in FINAL),
        succeeded=counts.get(CommandState.SUCCEEDED, 0),
        failed=sum(counts.get(state, 0) for state in _FAILED),
        unknown=counts.get(CommandState.OUTCOME_UNKNOWN, 0),
    )
