"""`headframe sites`, with `sites buildings` and `sites racks` in it."""

from typing import Annotated

import typer

from headframe.cli.buildings import app as buildings
from headframe.cli.client import Body
from headframe.cli.output import Grid
from headframe.cli.places import site_named
from headframe.cli.racks import app as racks
from headframe.cli.running import Api, command
from headframe.cli.units import power

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Sites, and the buildings and racks in them."
)
app.add_typer(buildings, name="buildings")
app.add_typer(racks, name="racks")

SiteName = Annotated[str, typer.Argument(metavar="SITE", help="Name or id of a site.")]


@command(app, "list", "headframe sites list")
def list_sites(api: Api) -> None:
    """List sites."""
    sites = api.client.get_list("/sites")
    api.out.show({"sites": sites}, lambda: api.out.grid(_grid(sites)))


@command(app, "add", "headframe sites add North --time-zone Europe/Oslo --power-limit-kw 4200")
def add_site(
    api: Api,
    *,
    name: Annotated[str, typer.Argument(help="Its name.")],
    time_zone: Annotated[str, typer.Option(help="IANA time zone.")] = "UTC",
    power_limit_kw: Annotated[float | None, typer.Option(help="What it may draw, kW.", min=0)] = None,
) -> None:
    """Add a site."""
    limit = None if power_limit_kw is None else power_limit_kw * 1000
    site = api.client.post("/sites", {"name": name, "time_zone": time_zone, "power_limit_watts": limit})
    api.out.show(site, lambda: api.out.grid(_grid([site])))


@command(app, "rename", "headframe sites rename North 'North 1'")
def rename_site(
    api: Api, *, site: SiteName, name: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Rename a site."""
    found = site_named(api.client, site)
    body = {**{key: found[key] for key in ("time_zone", "power_limit_watts")}, "name": name}
    changed = api.client.put(f"/sites/{found['id']}", body)
    api.out.show(changed, lambda: api.out.grid(_grid([changed])))


@command(app, "remove", "headframe sites remove Old")
def remove_site(api: Api, *, site: SiteName) -> None:
    """Remove a site in which nothing stands any more."""
    found = site_named(api.client, site)
    api.client.delete(f"/sites/{found['id']}")
    api.out.show({"removed": found}, lambda: api.out.line(f"Site {found['name']} removed."))


def _grid(sites: list[Body]) -> Grid:
    rows = [
        [str(site["id"]), site["name"], site["time_zone"], power(site["power_limit_watts"])] for site in sites
    ]
    return Grid(("id", "name", "time zone", "power limit"), rows, frozenset(("id", "power limit")))
