"""`audit logs` and `audit list`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from headframe.cli.audit.fetching import ServerLog, logs, rows
from headframe.cli.audit.group import app
from headframe.cli.errors import CliError
from headframe.cli.options import DEFAULT_LIMIT, Limit
from headframe.cli.output import Grid
from headframe.cli.places import node_named
from headframe.cli.running import Api, command
from headframe.core.audit.chain import AuditRow
from headframe.core.audit.entries import EVENT, decode_entry
from headframe.core.errors import Code

OfNode = Annotated[
    str | None, typer.Option("--node", help="Name or id of a node; without: the organisation's own log.")
]
_SHOWN = ("verb", "summary", "kind", "result", "code", "why", "version", "index", "count")


@command(app, "logs", "headframe audit logs")
def list_logs(api: Api) -> None:
    """List the audit logs: the organisation's own, and those that nodes have sent."""
    found, names = logs(api.client), _names(api)
    document = {
        "logs": [
            {"node_id": log.node_id, "log_id": log.log_id, "entries": log.entries, "fork": log.forked_index}
            for log in found
        ]
    }
    titles = ("of", "log", "entries", "forked at")
    cells = [
        (
            names.get(log.node_id, "server" if log.node_id is None else str(log.node_id)),
            log.log_id,
            str(log.entries),
            str(log.forked_index or ""),
        )
        for log in found
    ]
    api.out.show(document, lambda: api.out.grid(Grid(titles, cells, frozenset(("entries", "forked at")))))


@command(app, "list", "headframe audit list", "headframe audit list --node hall-1 --limit 500")
def list_entries(api: Api, *, node: OfNode = None, limit: Limit = DEFAULT_LIMIT) -> None:
    """List the newest entries of an audit log, oldest first."""
    log = newest_log(api, node)
    found = list(rows(api.client, log, first=max(1, log.entries - limit + 1)))
    document = {"log_id": log.log_id, "entries": [_document(row) for row in found]}
    api.out.show(document, lambda: api.out.grid(_grid(found)))


def newest_log(api: Api, node: str | None) -> ServerLog:
    """The log that a node sends now, or the organisation's own. NOT_FOUND before its first entry."""
    node_id = node_named(api.client, node)["id"] if node else None
    mine = [log for log in logs(api.client) if log.node_id == node_id]
    if not mine:
        raise CliError(
            Code.NOT_FOUND, "this log has no entries yet", "A node sends its log when it is connected."
        )
    return mine[-1]


def _names(api: Api) -> dict[int | None, str]:
    return {each["id"]: each["name"] for each in api.client.get_list("/nodes")}


def _document(row: AuditRow) -> dict[str, object]:
    return {"index": row.index, "hash": row.hash.hex(), "entry": decode_entry(row.entry)}


def _grid(found: list[AuditRow]) -> Grid:
    return Grid(
        ("index", "time (UTC)", "who", "event", "what"), [_cells(row) for row in found], frozenset(("index",))
    )


def _cells(row: AuditRow) -> tuple[str, ...]:
    said = decode_entry(row.entry)
    actor = said.get("actor")
    who = str(actor.get("name") or actor.get("id")) if isinstance(actor, dict) else ""
    what = " ".join(str(said[name]) for name in _SHOWN if said.get(name) not in (None, ""))
    return (str(row.index), _time(said.get("at_ms")), who, str(said.get(EVENT, "")), what)


def _time(at_ms: object) -> str:
    if not isinstance(at_ms, int):
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
