"""What came of a batch: counts, and each miner that did not do it, with the reason."""

import time
from collections.abc import Mapping

import typer

from headframe.cli.client import Body
from headframe.cli.commands.rows import AWAITING, ENDED_BADLY, command_grid, ended_badly, outcomes
from headframe.cli.errors import FAILED
from headframe.cli.running import Api

SHOWN_FAILURES = 50
"""On a terminal, unless all are asked for."""


def report(
    api: Api,
    batch: Body,
    *,
    extra: Mapping[str, object] | None = None,
    every: bool = False,
    all_states: bool = False,
) -> None:
    """Tell the outcome. Exit code 1 when a command is known not to have succeeded."""
    bad = ended_badly(batch)
    states = () if all_states else ENDED_BADLY
    most = SHOWN_FAILURES if api.out.on_terminal and not every else None
    shown = _commands(api, batch, states, most) if bad or all_states else []
    failures = [each for each in shown if each["state"] in ENDED_BADLY]
    document = {**(extra or {}), "batch": batch, "failures": failures}
    if all_states:
        document["commands"] = shown
    api.out.show(document, lambda: _show(api, batch, shown, bad))
    if bad:
        raise typer.Exit(FAILED)


def now_ms() -> int:
    """For ages in lists that come without the server's time."""
    return time.time_ns() // 1_000_000


def _commands(api: Api, batch: Body, states: tuple[str, ...], most: int | None) -> list[Body]:
    return api.client.rows(f"/batches/{batch['id']}/commands", "commands", most=most, state=states)


def _show(api: Api, batch: Body, shown: list[Body], bad: int) -> None:
    out = api.out
    out.line(f"{batch['title']}: {outcomes(batch)} of {batch['total']}")
    if shown:
        out.grid(command_grid(shown, now_ms()))
    listed = sum(each["state"] in ENDED_BADLY for each in shown)
    if listed < bad:
        out.note(f"{listed} of {bad} failures; all: headframe commands show {batch['id']} --all")
    if batch["counts"].get(AWAITING):
        out.line(f"It waits for an admin's signature: headframe commands sign {batch['id']}")
    if not batch["finished"]:
        out.line(f"Batch {batch['id']}; follow it: headframe commands show {batch['id']} --wait")
