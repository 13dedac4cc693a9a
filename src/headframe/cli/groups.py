"""`headframe groups`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.options import Every, FilterOption, Miners
from headframe.cli.output import Grid
from headframe.cli.places import group_named
from headframe.cli.running import Api, command
from headframe.cli.selecting import selector
from headframe.cli.units import UNKNOWN, count

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Groups of miners, across places.")

GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="Name or id of a group.")]
Description = Annotated[str, typer.Option(help="What it is for.")]


@command(app, "list", "headframe groups list")
def list_groups(api: Api) -> None:
    """List groups."""
    groups = api.client.get_list("/groups")
    api.out.show({"groups": groups}, lambda: api.out.grid(_grid(groups)))


@command(app, "add", "headframe groups add Hydro --description 'Water cooled'")
def add_group(
    api: Api, *, name: Annotated[str, typer.Argument(help="Its name.")], description: Description = ""
) -> None:
    """Add an empty group."""
    group = api.client.post("/groups", {"name": name, "description": description})
    api.out.show(group, lambda: api.out.grid(_grid([group])))


@command(app, "rename", "headframe groups rename Hydro Water")
def rename_group(
    api: Api, *, group: GroupName, name: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Rename a group."""
    found = group_named(api.client, group)
    body = {"name": name, "description": found["description"]}
    changed = api.client.put(f"/groups/{found['id']}", body)
    api.out.show(changed, lambda: api.out.grid(_grid([changed])))


@command(app, "remove", "headframe groups remove Hydro")
def remove_group(api: Api, *, group: GroupName) -> None:
    """Remove a group; its miners stay."""
    found = group_named(api.client, group)
    api.client.delete(f"/groups/{found['id']}")
    api.out.show({"removed": found}, lambda: api.out.line(f"Group {found['name']} removed."))


@command(
    app, "join", "headframe groups join Hydro --filter 'model:*Hyd*'", "headframe groups join Hydro 12 13"
)
def join_group(
    api: Api,
    *,
    group: GroupName,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
) -> None:
    """Put the miners that match now into a group."""
    _change(api, group, {"add": selector(api.client, miners, filter_text, every=every)})


@command(app, "leave", "headframe groups leave Hydro 12")
def leave_group(
    api: Api,
    *,
    group: GroupName,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
) -> None:
    """Take miners out of a group."""
    _change(api, group, {"remove": selector(api.client, miners, filter_text, every=every)})


def _change(api: Api, group: str, members: Body) -> None:
    changed = api.client.post(f"/groups/{group_named(api.client, group)['id']}/members", members)
    api.out.show(changed, lambda: api.out.grid(_grid([changed])))


def _grid(groups: list[Body]) -> Grid:
    rows = [
        [str(each["id"]), each["name"], count(each["devices"]), each["description"] or UNKNOWN]
        for each in groups
    ]
    return Grid(("id", "name", "miners", "description"), rows, frozenset(("id", "miners")))
