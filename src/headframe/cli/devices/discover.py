"""`devices discover`, `devices discoveries`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.devices.columns import COLUMNS, FOUND, grid
from headframe.cli.devices.group import app
from headframe.cli.errors import FAILED, CliError
from headframe.cli.following import follow, progress
from headframe.cli.options import DEFAULT_WAIT_SECONDS, NodeId, Timeout, Wait
from headframe.cli.output import Grid
from headframe.cli.running import Api, command
from headframe.cli.units import UNKNOWN, age, count

RUNNING = ("RUNNING", "CANCELLING")
FINISHED = "FINISHED"
CANCEL_SECONDS = 15.0
"""How long to wait for a scan to stop."""
EXAMPLES = (
    "headframe devices discover 10.0.0.0/24 10.0.1.5-90 --wait",
    "headframe devices discover 10.20.0.0/16 --driver antminer --driver whatsminer",
)

Targets = Annotated[
    list[str], typer.Argument(metavar="TARGET", help="Addresses, ranges (10.0.0.1-50) and CIDR blocks.")
]
Drivers = Annotated[
    list[str] | None, typer.Option("--driver", help="Try only this driver; several may be given.")
]


def discover(
    api: Api,
    *,
    targets: Targets,
    drivers: Drivers = None,
    node: NodeId = None,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
) -> None:
    """Have a node look for miners. Nothing is claimed: pair what was found afterwards.

    With --wait, Ctrl-C cancels the scan.
    """
    request = {"targets": targets, "drivers": drivers or [], "node_id": node}
    state = api.client.post("/discoveries", request)
    if wait:
        state = _follow(api, state["id"], timeout)
    found = [] if not wait else api.client.rows(f"/discoveries/{state['id']}/devices", "devices")
    api.out.show({"discovery": state, "devices": found}, lambda: _show(api, state, found))
    if state["state"] not in (*RUNNING, FINISHED):
        raise typer.Exit(FAILED)


@command(app, "discoveries", "headframe devices discoveries")
def list_discoveries(api: Api) -> None:
    """List discoveries that run, and those that ended lately."""
    document = api.client.get("/discoveries")
    rows = [
        [
            each["id"],
            f"{age(each['started_at_ms'], now_ms())} ago",
            each["state"],
            ", ".join(each["targets"]),
            _scanned(each),
            count(each["devices_found"]),
        ]
        for each in document["discoveries"]
    ]
    titles = ("discovery", "started", "state", "targets", "scanned", "miners")
    api.out.show(document, lambda: api.out.grid(Grid(titles, rows, frozenset(("scanned", "miners")))))


def _follow(api: Api, discovery_id: str, seconds: float) -> Body:
    path = f"/discoveries/{discovery_id}"
    try:
        with progress(api, "Discovering") as tell:
            return follow(
                lambda: api.client.get(path),
                lambda state: state["state"] not in RUNNING,
                lambda state: tell(
                    state["addresses_scanned"] or 0,
                    state["addresses_total"],
                    f"{state['devices_found']} miners",
                ),
                seconds=seconds,
            )
    except (KeyboardInterrupt, CliError):
        _cancel(api, path)
        raise


def _cancel(api: Api, path: str) -> None:
    api.out.note("Cancelling the scan; what was found stays.")
    api.client.post(f"{path}/cancel")
    follow(
        lambda: api.client.get(path),
        lambda state: state["state"] not in RUNNING,
        lambda _state: None,
        seconds=CANCEL_SECONDS,
    )


def _show(api: Api, state: Body, found: list[Body]) -> None:
    out = api.out
    if state["state"] in RUNNING:
        out.line(f"Discovery {state['id']} runs; see: headframe devices discoveries")
        return
    out.line(
        f"{state['state']}: {_scanned(state)} addresses scanned, {count(state['hosts_open'])} answered,"
        f" {count(state['devices_found'])} miners"
    )
    if state["problem"]:
        out.line(f"  [{state['problem']['code']}] {state['problem']['message']}")
    if found:
        out.grid(grid([COLUMNS[name] for name in FOUND], found, now_ms()))
        unpaired = sum(row["pairing"] == "UNPAIRED" for row in found)
        if unpaired:
            out.line(f"{unpaired} are not paired: headframe devices pair --filter pairing:unpaired --wait")


def _scanned(state: Body) -> str:
    total = count(state["addresses_total"])
    return f"{count(state['addresses_scanned'])} of {total}" if total != UNKNOWN else UNKNOWN


command(app, "discover", *EXAMPLES)(discover)
