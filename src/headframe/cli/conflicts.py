"""`headframe conflicts`."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.options import DEFAULT_LIMIT, Limit
from headframe.cli.output import Grid
from headframe.cli.running import Api, command
from headframe.cli.selecting import device_id

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Commands that lost to what was done on site."
)

PAGE = 500


class Choice(StrEnum):
    """What can be done about a conflict, as people type it."""

    KEEP = "keep"
    APPLY = "apply"


OfMiner = Annotated[str | None, typer.Option("--miner", help="A miner's id, name, MAC or address.")]
Decided = Annotated[bool, typer.Option("--decided", help="Those that were decided, instead of those open.")]
ConflictId = Annotated[str, typer.Argument(metavar="CONFLICT", help="Id of the conflict.")]
Way = Annotated[
    Choice, typer.Argument(help="keep: leave the miner as it is. apply: issue the command once more.")
]


@command(app, "list", "headframe conflicts list", "headframe conflicts list --miner 12 --decided")
def list_conflicts(
    api: Api, *, miner: OfMiner = None, decided: Decided = False, limit: Limit = DEFAULT_LIMIT
) -> None:
    """List conflicts, newest first; those that wait, unless told otherwise."""
    wanted = {
        "state": "RESOLVED" if decided else "OPEN",
        "device_id": device_id(api.client, miner) if miner else None,
    }
    conflicts: list[Body] = []
    while True:
        window = api.client.get(
            "/conflicts", limit=min(PAGE, limit - len(conflicts)), offset=len(conflicts), **wanted
        )
        conflicts += window["conflicts"]
        if not window["conflicts"] or len(conflicts) >= min(limit, window["total"]):
            break
    document = {"total": window["total"], "conflicts": conflicts}
    api.out.show(document, lambda: api.out.grid(_grid(conflicts)))
    if window["total"] > len(conflicts):
        api.out.note(f"{len(conflicts)} of {window['total']}; --limit shows more.")


@command(
    app,
    "resolve",
    "headframe conflicts resolve 0193f5c2a1b47c8e9d0f3a5b6c7d8e9f keep",
    "headframe conflicts resolve 0193f5c2a1b47c8e9d0f3a5b6c7d8e9f apply",
)
def resolve_conflict(api: Api, *, conflict: ConflictId, choice: Way) -> None:
    """Decide a conflict, once and for all."""
    decided = api.client.post(f"/conflicts/{conflict}/resolve", {"choice": choice.name})
    words = "The miner stays as it is."
    if decided["batch_id"]:
        words = f"Issued once more: headframe commands show {decided['batch_id']}"
    api.out.show(decided, lambda: api.out.line(words))


def _grid(conflicts: list[Body]) -> Grid:
    rows = [
        [
            _time(each["at_ms"]),
            str(each["device_id"]),
            each["aspect"].lower(),
            _operation(each["lost"]),
            _operation(each["lost_to"]) if each["lost_to"] else "",
            _standing(each),
            each["id"],
        ]
        for each in conflicts
    ]
    return Grid(("time (UTC)", "miner", "about", "lost", "to", "decision", "id"), rows)


def _standing(conflict: Body) -> str:
    if conflict["choice"] is None:
        return "open"
    return f"{conflict['choice'].lower()}, {conflict['decided_by']['display_name']}"


def _operation(operation: Body) -> str:
    words = operation["kind"].replace("_", " ").lower()
    return f"{words}, {operation['actor']['display_name'] or operation['actor']['id']}"


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
