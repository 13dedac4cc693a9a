"""`headframe sites buildings`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.output import Grid
from headframe.cli.places import building_named, site_named
from headframe.cli.running import Api, command

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Buildings: halls and containers of a site."
)

Building = Annotated[str, typer.Argument(metavar="BUILDING", help="Name or id of a building.")]
OfSite = Annotated[str | None, typer.Option("--site", help="Name or id of its site.")]


@command(app, "list", "headframe sites buildings list --site North")
def list_buildings(api: Api, *, site: OfSite = None) -> None:
    """List buildings."""
    site_id = site_named(api.client, site)["id"] if site else None
    buildings = api.client.get_list("/buildings", site_id=site_id)
    api.out.show({"buildings": buildings}, lambda: api.out.grid(_grid(buildings)))


@command(app, "add", "headframe sites buildings add 'Hall 1' --site North")
def add_building(
    api: Api,
    *,
    name: Annotated[str, typer.Argument(help="Its name.")],
    site: Annotated[str, typer.Option(help="Name or id of its site.")],
) -> None:
    """Add a building to a site."""
    body = {"site_id": site_named(api.client, site)["id"], "name": name}
    building = api.client.post("/buildings", body)
    api.out.show(building, lambda: api.out.grid(_grid([building])))


@command(app, "rename", "headframe sites buildings rename 'Hall 1' 'Hall A' --site North")
def rename_building(
    api: Api,
    *,
    building: Building,
    name: Annotated[str, typer.Argument(help="Its new name.")],
    site: OfSite = None,
) -> None:
    """Rename a building."""
    changed = api.client.put(f"/buildings/{_find(api, building, site)['id']}", {"name": name})
    api.out.show(changed, lambda: api.out.grid(_grid([changed])))


@command(app, "remove", "headframe sites buildings remove 'Hall 1' --site North")
def remove_building(api: Api, *, building: Building, site: OfSite = None) -> None:
    """Remove a building in which nothing stands any more."""
    found = _find(api, building, site)
    api.client.delete(f"/buildings/{found['id']}")
    api.out.show({"removed": found}, lambda: api.out.line(f"Building {found['name']} removed."))


def _find(api: Api, building: str, site: str | None) -> Body:
    site_id = site_named(api.client, site)["id"] if site else None
    return building_named(api.client, building, site_id)


def _grid(buildings: list[Body]) -> Grid:
    rows = [[str(each["id"]), each["name"], str(each["site_id"])] for each in buildings]
    return Grid(("id", "name", "site"), rows, frozenset(("id", "site")))
