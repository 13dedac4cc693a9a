"""Commands and batches as rows of tables."""

from collections.abc import Sequence

from headframe.cli.client import Body
from headframe.cli.output import Grid
from headframe.cli.units import UNKNOWN, age, percent
from headframe.core.errors import TABLE, Code

AWAITING = "AWAITING_COSIGN"
"""Waits for an admin's signature."""
OPEN_STATES = frozenset((AWAITING, "QUEUED", "SENT", "ACCEPTED", "RUNNING"))
"""States that are no outcome yet."""
ENDED_BADLY = ("FAILED", "REJECTED", "EXPIRED", "SUPERSEDED", "OUTCOME_UNKNOWN")


def ended(batch: Body) -> int:
    """How many of a batch's commands have an outcome."""
    return sum(number for state, number in batch["counts"].items() if state not in OPEN_STATES)


def ended_badly(batch: Body) -> int:
    """How many of them are known not to have succeeded."""
    return sum(batch["counts"].get(state, 0) for state in ENDED_BADLY)


def outcomes(batch: Body) -> str:
    """Counts by state, in words."""
    return ", ".join(f"{number} {state.lower()}" for state, number in batch["counts"].items()) or "none"


def batch_grid(batches: Sequence[Body], now_ms: int) -> Grid:
    """Batches, one a line."""
    rows = [
        [
            batch["id"],
            f"{age(batch['created_at_ms'], now_ms)} ago",
            batch["actor"]["display_name"],
            batch["title"],
            str(batch["total"]),
            outcomes(batch),
        ]
        for batch in batches
    ]
    return Grid(("batch", "issued", "by", "what", "miners", "outcomes"), rows, frozenset(("miners",)))


def command_grid(commands: Sequence[Body], now_ms: int) -> Grid:
    """Commands, one a line, with why and what to do where they ended badly."""
    rows = [
        [
            each["device_name"] or UNKNOWN,
            str(each["device_id"] or UNKNOWN),
            each["kind"],
            each["state"]
            if each["progress_ratio"] is None
            else f"{each['state']} {percent(each['progress_ratio'])}",
            f"{age(each['updated_at_ms'], now_ms)} ago",
            reason(each),
        ]
        for each in commands
    ]
    return Grid(("miner", "id", "command", "state", "since", "detail"), rows, frozenset(("id",)))


def reason(record: Body) -> str:
    """Why a command ended as it did, and what a person can do about it."""
    problem = record["problem"]
    if not problem:
        return record["detail"] or UNKNOWN
    action = TABLE[Code(problem["code"])].action if problem["code"] in set(Code) else ""
    return f"[{problem['code']}] {problem['message']}. {action}".strip()
