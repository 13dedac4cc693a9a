"""`nodes transfer`, `transfers`, `keep`, `host-off`: moving miners from one node to another."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.issuing import confirm
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.finding import read_secret
from headframe.cli.nodes.group import app
from headframe.cli.nodes.listing import NodeName
from headframe.cli.nodes.standing import be_sure
from headframe.cli.options import DryRun, Every, FilterOption, PasswordFile, Username, Yes
from headframe.cli.output import Grid
from headframe.cli.passwords import ask_password
from headframe.cli.places import node_named
from headframe.cli.running import Api, command
from headframe.cli.selecting import quote, selector
from headframe.cli.units import UNKNOWN, age, count

Reason = Annotated[str, typer.Option(help="How you know that the host is off; kept in the activity log.")]


@command(
    app, "transfer",
    "headframe nodes transfer hall-1 hall-2 --all",
    "headframe nodes transfer hall-1 hall-2 --filter 'rack:\"A 3\"' --password-file rigs.txt --yes",
)  # fmt: skip
def transfer(
    api: Api,
    *,
    node: NodeName,
    to: Annotated[str, typer.Argument(metavar="TO", help="Name or id of the node that gets the miners.")],
    miners: Annotated[
        list[str] | None, typer.Option("--miner", help="A miner by id, name, MAC or address; repeatable.")
    ] = None,
    filter_text: FilterOption = None,
    every: Every = False,
    username: Username = "",
    password_file: PasswordFile = None,
    defaults: Annotated[
        bool, typer.Option("--defaults/--no-defaults", help="Also try default logins on them.")
    ] = True,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Move miners to another node, which logs in to them once their own node has let them go.

    Logins are sealed for the new node; the server cannot read them, nor those that the old node keeps.
    """
    source, target = node_named(api.client, node), node_named(api.client, to)
    filter_text = f"node={quote(source['name'])}" if every else filter_text
    chosen = selector(api.client, miners, filter_text, every=False)
    asked = {"selector": chosen, "to_node_id": target["id"]}
    preview = api.client.post(f"/nodes/{source['id']}/transfer/preview", asked)
    _tell_preview(api, preview, source, target)
    if dry_run:
        api.out.show({"preview": preview}, lambda: None)
        return
    confirm(f"Move {count(preview['can'])} miners to {target['name']}?", preview["selected"], yes=yes)
    logins = _logins(username, password_file)
    act = {
        **asked,
        "credentials": logins,
        "try_defaults": defaults,
        "expected_count": preview["selected"],
    }
    started = api.client.post(f"/nodes/{source['id']}/transfer", act)
    api.out.show({"preview": preview, **started}, lambda: _tell_started(api, started, source, target))


@command(app, "transfers", "headframe nodes transfers")
def transfers(api: Api) -> None:
    """List miners on their way to another node, and what they wait for."""
    found = api.client.get_list("/transfers")
    nodes = {each["id"]: each for each in api.client.get_list("/nodes")}
    api.out.show({"transfers": found}, lambda: api.out.grid(_grid(found, nodes)))


@command(app, "keep", "headframe nodes keep hall-1")
def keep(api: Api, *, node: NodeName) -> None:
    """Leave miners with a node that were to go to another, and have not gone yet."""
    found = node_named(api.client, node)
    kept = api.client.post(f"/nodes/{found['id']}/transfer/cancel", {})
    api.out.show(kept, lambda: api.out.line(f"{count(kept['count'])} miners stay with {found['name']}."))


@command(app, "host-off", "headframe nodes host-off hall-1 --reason 'unplugged, it stands on my desk'")
def host_off(api: Api, *, node: NodeName, reason: Reason, yes: Yes = False) -> None:
    """Vouch that the host of a node out of contact is off, so that its miners can go to another node.

    Be sure: a host that is on would command the same miners as their new node.
    """
    found = node_named(api.client, node)
    be_sure(f"Is the host of {found['name']} switched off or unplugged?", yes=yes)
    vouched = api.client.post(f"/nodes/{found['id']}/transfer/host-off", {"reason": reason})
    api.out.show(vouched, lambda: api.out.line(f"{count(vouched['count'])} miners go over in half a minute."))


def _logins(username: str, password_file: PasswordFile) -> list[Body]:
    if password_file:
        return [{"username": username, "password": read_secret(password_file)}]
    if username:
        return [{"username": username, "password": ask_password(f"Password of {username}")}]
    return []


def _tell_preview(api: Api, preview: Body, source: Body, target: Body) -> None:
    api.out.note(f"{count(preview['can'])} of {count(preview['selected'])} miners can go to {target['name']}")
    for reason in preview["reasons"]:
        api.out.note(f"  {count(reason['count'])} cannot: {reason['reason']}")
    if not preview["source_connected"]:
        api.out.note(f"{source['name']} is out of contact: they wait until it is back, or its host is off")


def _tell_started(api: Api, started: Body, source: Body, target: Body) -> None:
    api.out.line(
        f"{count(started['started'])} miners leave {source['name']}; "
        f"{target['name']} logs in to them once it has let go."
    )
    if not started["source_connected"]:
        api.out.note(
            f"If the host of {source['name']} is off, say so: headframe nodes host-off {source['name']}"
        )


def _grid(found: list[Body], nodes: dict[int, Body]) -> Grid:
    now = now_ms()
    rows = [
        [
            nodes[each["from_node_id"]]["name"],
            nodes[each["to_node_id"]]["name"],
            count(each["devices"]),
            each["asked_by"]["display_name"] or UNKNOWN,
            f"{age(each['asked_at_ms'], now)} ago",
            _waiting(each, nodes[each["from_node_id"]]),
        ]
        for each in found
    ]
    return Grid(("from", "to", "miners", "asked by", "asked", "waits for"), rows, frozenset(("miners",)))


def _waiting(transfer: Body, source: Body) -> str:
    if transfer["due_at_ms"] is not None:
        return "last writes of a host that is off"
    return f"{source['name']} to let go" if source["connected"] else f"contact with {source['name']}"
