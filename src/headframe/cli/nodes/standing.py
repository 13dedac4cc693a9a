"""`nodes revoke`, `rotate-api-key`, `settle-clone`: whether nodes are let in."""

import sys

import typer

from headframe.cli.errors import CONFIRMATION_NEEDED, NOT_CONFIRMED, CliError
from headframe.cli.nodes.group import app
from headframe.cli.nodes.listing import NodeName, node_grid
from headframe.cli.options import Yes
from headframe.cli.places import node_named
from headframe.cli.running import Api, command


@command(app, "revoke", "headframe nodes revoke hall-1")
def revoke(api: Api, *, node: NodeName, yes: Yes = False) -> None:
    """Put a node out for good, at once. Its miners stay its own until they are released or taken over."""
    found = node_named(api.client, node)
    be_sure(f"Put {found['name']} out for good, with {found['devices_owned']} miners?", yes=yes)
    revoked = api.client.post(f"/nodes/{found['id']}/revoke", {})
    api.out.show(revoked, lambda: api.out.grid(node_grid([revoked])))


@command(app, "rotate-api-key", "headframe nodes rotate-api-key hall-1")
def rotate_api_key(api: Api, *, node: NodeName) -> None:
    """Make another API key for a node. It gets it within an hour by itself; the old one ends a day later."""
    found = node_named(api.client, node)
    rotated = api.client.post(f"/nodes/{found['id']}/rotate-api-key", {})
    api.out.show(rotated, lambda: api.out.line(f"{rotated['name']} is given another API key."))


@command(app, "settle-clone", "headframe nodes settle-clone hall-1")
def settle_clone(api: Api, *, node: NodeName, yes: Yes = False) -> None:
    """Let a node in again that was held because it may have been copied. Be sure that there is one host."""
    found = node_named(api.client, node)
    be_sure(f"Is there exactly one host that is {found['name']}?", yes=yes)
    settled = api.client.post(f"/nodes/{found['id']}/settle-clone", {})
    api.out.show(settled, lambda: api.out.grid(node_grid([settled])))


def be_sure(question: str, *, yes: bool) -> None:
    """Ask, and need `--yes` where nobody can be asked."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CliError(CONFIRMATION_NEEDED, "this is not taken back", "Say --yes to do it; nothing was done.")
    if not typer.confirm(question, err=True):
        raise CliError(NOT_CONFIRMED, "nothing was done")
