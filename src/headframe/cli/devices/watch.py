"""`devices watch`."""

import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.live import Live

from headframe.cli.client import Body
from headframe.cli.devices.columns import Column, chosen, grid
from headframe.cli.devices.group import app
from headframe.cli.options import Columns, Descending, FilterOption, Sort
from headframe.cli.output import clean, plain_lines, rich_table
from headframe.cli.running import Api, command
from headframe.cli.summary import summary_line

SHOWN_ROWS = 200
"""Rows asked for on a terminal: more than any is high."""
EVER_CHANGING = ("age", "uptime", "since")


@command(
    app,
    "watch",
    "headframe devices watch --filter 'site:North'",
    "headframe devices watch --filter 'status:offline' --json",
)
def watch_devices(
    api: Api,
    *,
    filter_text: FilterOption = None,
    sort: Sort = "name",
    descending: Descending = False,
    columns: Columns = None,
    interval: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.5, max=3600)] = 2.0,
    rounds: Annotated[int | None, typer.Option(help="End after so many looks.", min=1)] = None,
) -> None:
    """Watch miners until Ctrl-C: a live table on a terminal, else each miner that changed, as it changes."""
    wanted = chosen(columns)
    query = {"filter": filter_text, "sort": sort, "descending": descending}
    looks = sys.maxsize if rounds is None else rounds
    if api.out.on_terminal:
        _table(api, wanted, query, interval, looks)
    else:
        _changes(api, wanted, query, interval, looks)


def _table(api: Api, columns: Sequence[Column], query: Body, interval: float, looks: int) -> None:
    with Live(screen=True, auto_refresh=False) as live:
        for look in range(looks):
            if look:
                time.sleep(interval)
            window = api.client.get("/devices", limit=SHOWN_ROWS, **query)
            summary = api.client.get("/devices/summary", filter=query["filter"])
            height = max(1, live.console.height - 4)
            rows = window["devices"][:height]
            more = window["total"] - len(rows)
            rest = f"... and {more} more: narrow with --filter" if more > 0 else ""
            shown = rich_table(grid(columns, rows, window["now_ms"]))
            live.update(Group(clean(summary_line(summary)), shown, rest), refresh=True)


def _changes(api: Api, columns: Sequence[Column], query: Body, interval: float, looks: int) -> None:
    steady = [column for column in columns if column.name not in EVER_CHANGING]
    seen: dict[int, Body] = {}
    for look in range(looks):
        if look:
            time.sleep(interval)
        now_ms = 0
        rows: dict[int, Body] = {}
        for window in api.client.pages("/devices", "devices", **query):
            now_ms = window["now_ms"]
            rows |= {row["id"]: row for row in window["devices"]}
        changed = [row for row in rows.values() if row != seen.get(row["id"])]
        seen = rows
        if api.out.as_json:
            api.out.json_lines(changed)
        elif changed:
            for line in plain_lines(grid(steady, changed, now_ms)):
                api.out.line(line)
