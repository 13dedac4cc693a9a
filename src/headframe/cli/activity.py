"""`headframe activity`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.exporting import CsvFile, Force, export
from headframe.cli.options import DEFAULT_LIMIT, Limit
from headframe.cli.output import Grid
from headframe.cli.running import Api, command
from headframe.cli.selecting import device_id

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Who did what to which, newest first.")

PAGE = 500

OfMiner = Annotated[str | None, typer.Option("--miner", help="A miner's id, name, MAC or address.")]
Verb = Annotated[str, typer.Option(help="Beginning of the verb, such as `device.`.")]
SearchText = Annotated[str, typer.Option(help="Words in it.")]
Since = Annotated[
    datetime | None,
    typer.Option(help="Not before; UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
]
Until = Annotated[
    datetime | None,
    typer.Option(help="Not after; UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
]


@command(
    app,
    "list",
    "headframe activity list --since 2026-01-31 --verb command.",
    "headframe activity list --miner 12",
)
def list_activity(
    api: Api,
    *,
    miner: OfMiner = None,
    verb: Verb = "",
    text: SearchText = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
) -> None:
    """List what happened."""
    query = _query(api, miner, verb, text, since, until)
    entries: list[Body] = []
    before: int | None = None
    while True:
        page = api.client.get("/activity", limit=min(PAGE, limit - len(entries)), before_id=before, **query)
        entries += page["entries"]
        before = page["next_before_id"]
        if before is None or len(entries) >= limit:
            break
    document = {"entries": entries, "more": before is not None}
    api.out.show(document, lambda: api.out.grid(_grid(entries)))
    if before is not None:
        api.out.note(f"The newest {len(entries)}; --limit shows more, `activity export` all.")


@command(app, "export", "headframe activity export activity.csv --since 2026-01-01")
def export_activity(
    api: Api,
    *,
    file: CsvFile,
    miner: OfMiner = None,
    verb: Verb = "",
    text: SearchText = "",
    since: Since = None,
    until: Until = None,
    force: Force = False,
) -> None:
    """Write all entries that match as CSV."""
    export(api, "/activity/export.csv", _query(api, miner, verb, text, since, until), file, force=force)


def _query(
    api: Api, miner: str | None, verb: str, text: str, since: datetime | None, until: datetime | None
) -> Body:
    return {
        "device_id": device_id(api.client, miner) if miner else None,
        "verb_prefix": verb,
        "text": text,
        "from_ms": _milliseconds(since),
        "to_ms": _milliseconds(until),
    }


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.replace(tzinfo=UTC).timestamp() * 1000)


def _grid(entries: list[Body]) -> Grid:
    rows = [
        [_time(each["at_ms"]), each["actor"]["display_name"], each["verb"], each["summary"]]
        for each in entries
    ]
    return Grid(("time (UTC)", "who", "verb", "what"), rows)


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
