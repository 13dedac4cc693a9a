"""`headframe sites racks`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.output import Grid
from headframe.cli.places import building_named, rack_named
from headframe.cli.running import Api, command

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Racks of a building, with rows and columns of slots."
)

MAX_SIDE = 200

Rack = Annotated[str, typer.Argument(metavar="RACK", help="Name or id of a rack.")]
OfBuilding = Annotated[str | None, typer.Option("--building", help="Name or id of its building.")]
Rows = Annotated[int, typer.Option(help="Slots from top to bottom.", min=1, max=MAX_SIDE)]
SlotColumns = Annotated[int, typer.Option(help="Slots from left to right.", min=1, max=MAX_SIDE)]


@command(app, "list", "headframe sites racks list --building 'Hall 1'")
def list_racks(api: Api, *, building: OfBuilding = None) -> None:
    """List racks."""
    racks = api.client.get_list("/racks", building_id=_building_id(api, building))
    api.out.show({"racks": racks}, lambda: api.out.grid(_grid(racks)))


@command(app, "add", "headframe sites racks add 'A 3' --building 'Hall 1' --rows 4 --columns 10")
def add_rack(
    api: Api,
    *,
    name: Annotated[str, typer.Argument(help="Its name.")],
    building: Annotated[str, typer.Option(help="Name or id of its building.")],
    rows: Rows,
    columns: SlotColumns,
) -> None:
    """Add a rack to a building."""
    place = {"building_id": _building_id(api, building), "name": name}
    rack = api.client.post("/racks", {**place, "rows": rows, "columns": columns})
    api.out.show(rack, lambda: api.out.grid(_grid([rack])))


@command(app, "rename", "headframe sites racks rename 'A 3' 'B 1' --building 'Hall 1'")
def rename_rack(
    api: Api,
    *,
    rack: Rack,
    name: Annotated[str, typer.Argument(help="Its new name.")],
    building: OfBuilding = None,
) -> None:
    """Rename a rack."""
    found = rack_named(api.client, rack, _building_id(api, building))
    body = {"name": name, "rows": found["rows"], "columns": found["columns"]}
    changed = api.client.put(f"/racks/{found['id']}", body)
    api.out.show(changed, lambda: api.out.grid(_grid([changed])))


@command(app, "remove", "headframe sites racks remove 'A 3' --building 'Hall 1'")
def remove_rack(api: Api, *, rack: Rack, building: OfBuilding = None) -> None:
    """Remove a rack in which nothing stands any more."""
    found = rack_named(api.client, rack, _building_id(api, building))
    api.client.delete(f"/racks/{found['id']}")
    api.out.show({"removed": found}, lambda: api.out.line(f"Rack {found['name']} removed."))


def _building_id(api: Api, building: str | None) -> int | None:
    return int(building_named(api.client, building)["id"]) if building else None


def _grid(racks: list[Body]) -> Grid:
    rows = [
        [str(each["id"]), each["name"], str(each["building_id"]), str(each["rows"]), str(each["columns"])]
        for each in racks
    ]
    titles = ("id", "name", "building", "rows", "columns")
    return Grid(titles, rows, frozenset(titles) - {"name"})
