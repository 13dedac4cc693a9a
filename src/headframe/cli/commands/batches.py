"""Batches afterwards: list, show, retry, cancel."""

from enum import StrEnum
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.group import app
from headframe.cli.commands.outcomes import now_ms, report
from headframe.cli.commands.rows import batch_grid
from headframe.cli.errors import CliError, usage
from headframe.cli.following import follow_batch
from headframe.cli.options import DEFAULT_WAIT_SECONDS, BatchId, Limit, Stagger, Timeout, Wait
from headframe.cli.running import Api, command
from headframe.core.errors import Code

LAST = "last"
ID_CHARS = 32
DEFAULT_BATCHES = 20
PAGE = 500


class Retryable(StrEnum):
    """Outcomes that a retry may choose, as people type them."""

    FAILED = "failed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    UNKNOWN = "outcome_unknown"


@command(app, "list", "headframe commands list", "headframe commands list --open")
def list_batches(
    api: Api,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only those without all outcomes.")] = False,
    limit: Limit = DEFAULT_BATCHES,
) -> None:
    """List batches of commands, newest first."""
    found: list[Body] = []
    before: int | None = None
    while True:
        wanted = min(PAGE, limit - len(found))
        page = api.client.get("/batches", limit=wanted, before_ms=before, open_only=open_only)
        found += page["batches"]
        before = page["next_before_ms"]
        if before is None or len(found) >= limit:
            break
    api.out.show(
        {"batches": found, "more": before is not None}, lambda: api.out.grid(batch_grid(found, now_ms()))
    )
    if before is not None:
        api.out.note(f"The newest {len(found)}; --limit shows more.")


@command(app, "show", "headframe commands show last --wait", "headframe commands show last --all")
def show_batch(
    api: Api,
    *,
    batch: BatchId,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    every: Annotated[bool, typer.Option("--all", help="Every command, not only those that failed.")] = False,
) -> None:
    """Show what came of a batch, miners that failed first."""
    number = batch_id(api, batch)
    found = follow_batch(api, number, seconds=timeout) if wait else api.client.get(f"/batches/{number}")
    report(api, found, every=every, all_states=every)


@command(
    app, "retry", "headframe commands retry last --wait", "headframe commands retry last --state rejected"
)
def retry_batch(
    api: Api,
    *,
    batch: BatchId,
    state: Annotated[
        list[Retryable] | None, typer.Option(help="Outcomes to retry; failed and expired.")
    ] = None,
    stagger: Stagger = 0.0,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
) -> None:
    """Issue the commands of a batch again that did not succeed."""
    states = [each.name if each is not Retryable.UNKNOWN else "OUTCOME_UNKNOWN" for each in state or ()]
    body = {"stagger_seconds": stagger} | ({"states": states} if states else {})
    retried = api.client.post(f"/batches/{batch_id(api, batch)}/retry", body)["batch"]
    if wait:
        retried = follow_batch(api, retried["id"], seconds=timeout)
    report(api, retried)


@command(app, "cancel", "headframe commands cancel last")
def cancel_batch(api: Api, *, batch: BatchId) -> None:
    """Withdraw the commands of a batch that were not sent yet."""
    number = batch_id(api, batch)
    withdrawn = api.client.post(f"/batches/{number}/cancel")["count"]
    text = f"{withdrawn} commands withdrawn; what a node already has runs on."
    api.out.show({"batch_id": number, "withdrawn": withdrawn}, lambda: api.out.line(text))


def batch_id(api: Api, word: str) -> str:
    """The id that a word names."""
    if word == LAST:
        batches = api.client.get("/batches", limit=1)["batches"]
        if not batches:
            raise CliError(Code.NOT_FOUND, "no command was issued yet")
        return str(batches[0]["id"])
    if len(word) != ID_CHARS or not set(word) <= set("0123456789abcdef"):
        raise usage(f"{word!r} is no batch", "Its id stands in: headframe commands list; or say `last`.")
    return word
