"""`nodes list`, `nodes show`, `nodes change`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.nodes.group import app
from headframe.cli.output import Grid
from headframe.cli.places import node_named, site_named
from headframe.cli.running import Api, command
from headframe.cli.units import UNKNOWN, age, count, size

_TITLES = (
    "id", "name", "connected", "standing", "contact", "miners", "lag", "spooled", "spool", "dropped",
    "plugins", "version", "site",
)  # fmt: skip
_NUMBERS = frozenset(("id", "miners", "lag", "spooled", "spool", "dropped", "plugins"))
NodeName = Annotated[str, typer.Argument(metavar="NODE", help="Name or id of a node.")]


@command(app, "list", "headframe nodes list")
def list_nodes(api: Api) -> None:
    """List nodes."""
    nodes = api.client.get_list("/nodes")
    api.out.show({"nodes": nodes}, lambda: api.out.grid(node_grid(nodes)))


@command(app, "show", "headframe nodes show local")
def show_node(api: Api, *, node: NodeName) -> None:
    """Show a node: contact, what waits on it, its keys, its plugins."""
    found = node_named(api.client, node)
    leaving = [each for each in api.client.get_list("/transfers") if each["from_node_id"] == found["id"]]
    api.out.show({**found, "transfers": leaving}, lambda: _show(api, found, leaving))


@command(app, "change", "headframe nodes change local --name hall-1 --site North")
def change_node(
    api: Api,
    *,
    node: NodeName,
    name: Annotated[str | None, typer.Option(help="The new name.")] = None,
    site: Annotated[str | None, typer.Option(help="Name or id of its site; empty for none.")] = None,
) -> None:
    """Rename a node, or assign it to a site."""
    found = node_named(api.client, node)
    site_id = found["site_id"] if site is None else site_named(api.client, site)["id"] if site else None
    change = {"name": found["name"] if name is None else name, "site_id": site_id}
    changed = api.client.patch(f"/nodes/{found['id']}", change)
    api.out.show(changed, lambda: api.out.grid(node_grid([changed])))


def node_grid(nodes: list[Body]) -> Grid:
    """Nodes for people. Nodes within a server never enrolled, and have no standing."""
    now = now_ms()
    rows = [
        [
            str(node["id"]),
            node["name"],
            "yes" if node["connected"] else "NO",
            node["identity"]["standing"] if node["identity"] else UNKNOWN,
            f"{age(node['last_contact_ms'], now)} ago" if node["last_contact_ms"] else "never",
            count(node["devices_owned"]),
            age(node["newest_sample_ms"], now),
            count(node["spool"]["rows"]) if node["spool"] else UNKNOWN,
            size(node["spool"]["size_bytes"]) if node["spool"] else UNKNOWN,
            count(node["spool"]["samples_dropped"]) if node["spool"] else UNKNOWN,
            f"{sum(plugin['running'] for plugin in node['plugins'])}/{len(node['plugins'])}",
            node["software_version"] or UNKNOWN,
            str(node["site_id"] or UNKNOWN),
        ]
        for node in nodes
    ]
    return Grid(_TITLES, rows, _NUMBERS)


def _facts(node: Body, now: int) -> list[tuple[str, str]]:
    identity, spool = node["identity"], node["spool"]
    lost_ms = node["out_of_contact_since_ms"]
    return [
        ("out of contact", "" if lost_ms is None else f"for {age(lost_ms, now)}; its miners are UNAVAILABLE"),
        ("newest sample", f"{age(node['newest_sample_ms'], now)} old" if node["newest_sample_ms"] else ""),
        ("waits on it", f"{count(spool['rows'])} rows, {size(spool['size_bytes'])}" if spool else ""),
        ("lost on it", f"{count(spool['samples_dropped'])} samples" if spool else ""),
        ("keys", " ".join(identity["fingerprint"]["words"]) if identity else ""),
        ("in short", identity["fingerprint"]["short"] if identity else ""),
        ("enrolled", f"{age(identity['enrolled_at_ms'], now)} ago" if identity else ""),
        ("why", identity["reason"] if identity else ""),
    ]


def _show(api: Api, node: Body, leaving: list[Body]) -> None:
    now = now_ms()
    api.out.grid(node_grid([node]))
    api.out.line()
    api.out.facts(_facts(node, now))
    for each in leaving:
        api.out.line(f"{count(each['devices'])} miners leave it for node {each['to_node_id']}")
    api.out.line()
    rows = [
        [
            plugin["driver"],
            plugin["version"],
            "yes" if plugin["running"] else "NO",
            age(plugin["started_at_ms"], now),
            count(plugin["restarts"]),
            size(plugin["rss_bytes"]),
            plugin["last_error"] or UNKNOWN,
        ]
        for plugin in node["plugins"]
    ]
    titles = ("driver", "version", "running", "for", "restarts", "memory", "last error")
    api.out.grid(Grid(titles, rows, frozenset(("restarts", "memory"))))
