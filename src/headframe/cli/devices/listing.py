"""`devices list`, `devices export`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.devices.columns import chosen, grid
from headframe.cli.devices.group import app
from headframe.cli.exporting import CsvFile, Force, export
from headframe.cli.options import DEFAULT_LIMIT, Columns, Descending, FilterOption, Limit, Sort
from headframe.cli.running import Api, command


@command(
    app,
    "list",
    "headframe devices list --filter 'status:offline,error' --sort age --descending",
    "headframe devices list --filter 'site:North temp>80' --columns id,name,temp,fan",
    "headframe devices list --all --json",
)
def list_devices(
    api: Api,
    *,
    filter_text: FilterOption = None,
    sort: Sort = "name",
    descending: Descending = False,
    limit: Limit = DEFAULT_LIMIT,
    every: Annotated[bool, typer.Option("--all", help="All rows, however many.")] = False,
    columns: Columns = None,
) -> None:
    """List miners with what they do now."""
    wanted = chosen(columns)
    rows: list[Body] = []
    total = now_ms = 0
    query = {"filter": filter_text, "sort": sort, "descending": descending}
    for window in api.client.pages("/devices", "devices", most=None if every else limit, **query):
        rows += window["devices"]
        total, now_ms = window["total"], window["now_ms"]
    document = {"total": total, "now_ms": now_ms, "devices": rows}
    api.out.show(document, lambda: api.out.grid(grid(wanted, rows, now_ms)))
    if len(rows) < total:
        api.out.note(f"{len(rows)} of {total} miners; --all shows every one, --filter fewer.")


@command(
    app, "export", "headframe devices export miners.csv", "headframe devices export - --filter model:S21"
)
def export_devices(
    api: Api,
    *,
    file: CsvFile,
    filter_text: FilterOption = None,
    sort: Sort = "name",
    descending: Descending = False,
    force: Force = False,
) -> None:
    """Write all miners that match as CSV."""
    query = {"filter": filter_text, "sort": sort, "descending": descending}
    export(api, "/devices/export.csv", query, file, force=force)
