"""`devices rename`, `devices forget`, `devices place`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.issuing import confirm
from headframe.cli.devices.group import app
from headframe.cli.errors import usage
from headframe.cli.options import Every, FilterOption, Miners, OneMiner, Yes
from headframe.cli.places import building_named, rack_named, site_named
from headframe.cli.running import Api, command
from headframe.cli.selecting import count_of, device_id, selector

MAX_PLACED_AT_ONCE = 5_000


@command(app, "rename", "headframe devices rename 12 'A3-07'", "headframe devices rename 12 ''")
def rename(
    api: Api,
    *,
    miner: OneMiner,
    name: Annotated[str, typer.Argument(help="The new name; an empty one returns to the default.")],
) -> None:
    """Name a miner."""
    device = api.client.patch(f"/devices/{device_id(api.client, miner)}", {"name": name})
    api.out.show(device, lambda: api.out.line(f"Miner {device['id']} is called {device['name']}."))


@command(app, "forget", "headframe devices forget --filter 'pairing:unpaired status:offline' --yes")
def forget(
    api: Api,
    *,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
    yes: Yes = False,
) -> None:
    """Forget miners that no node owns. A discovery brings them back."""
    chosen = selector(api.client, miners, filter_text, every=every)
    count = count_of(api.client, chosen)
    confirm(f"Forget {count} miners with their history?", count, yes=yes)
    forgotten = api.client.post("/devices/forget", {"selector": chosen})["count"]
    api.out.show({"forgotten": forgotten}, lambda: api.out.line(f"{forgotten} miners forgotten."))


@command(
    app, "place",
    "headframe devices place 12 13 --site North --building 'Hall 1'",
    "headframe devices place 12 --site North --building 'Hall 1' --rack 'A 3' --row 2 --column 7",
    "headframe devices place --filter 'site:Old' --nowhere",
)  # fmt: skip
def place(
    api: Api,
    *,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
    site: Annotated[str | None, typer.Option(help="Name or id of the site.")] = None,
    building: Annotated[str | None, typer.Option(help="Name or id of the building.")] = None,
    rack: Annotated[str | None, typer.Option(help="Name or id of the rack.")] = None,
    row: Annotated[int | None, typer.Option(help="Row in the rack, from the top.", min=1)] = None,
    column: Annotated[int | None, typer.Option(help="Column in the rack, from the left.", min=1)] = None,
    nowhere: Annotated[bool, typer.Option("--nowhere", help="Take them out of their places.")] = False,
) -> None:
    """Say where miners stand. All are placed, or none."""
    if nowhere == (site is not None) or (nowhere and (building or rack or row or column)):
        raise usage("say where: --site with --building, --rack, --row, --column, or --nowhere")
    if (row is None) != (column is None) or (row is not None and rack is None):
        raise usage("--row and --column go together, and with --rack")
    target = None if site is None else _placement(api, site, building, rack, row, column)
    ids = _ids(api, selector(api.client, miners, filter_text, every=every))
    if row is not None and len(ids) > 1:
        raise usage(f"{len(ids)} miners cannot stand in one slot", "Name one miner.")
    placements = [{"device_id": number, "placement": target} for number in ids]
    count = api.client.post("/placements", {"placements": placements})["count"]
    api.out.show({"placed": count, "placement": target}, lambda: api.out.line(f"{count} miners placed."))


def _placement(
    api: Api, site: str, building: str | None, rack: str | None, row: int | None, column: int | None
) -> Body:
    if rack is not None and building is None:
        raise usage("--rack needs --building")
    found = site_named(api.client, site)
    hall = building_named(api.client, building, found["id"]) if building else None
    shelf = rack_named(api.client, rack, hall["id"]) if rack and hall else None
    return {
        "site_id": found["id"],
        "building_id": hall and hall["id"],
        "rack_id": shelf and shelf["id"],
        "row": row,
        "column": column,
    }


def _ids(api: Api, chosen: Body) -> list[int]:
    if "ids" in chosen:
        return list(chosen["ids"])
    rows = api.client.rows("/devices", "devices", most=MAX_PLACED_AT_ONCE + 1, filter=chosen["filter"])
    if not rows:
        raise usage("no miner matches")
    if len(rows) > MAX_PLACED_AT_ONCE:
        raise usage(f"at most {MAX_PLACED_AT_ONCE} miners are placed at once", "Narrow the filter.")
    return [row["id"] for row in rows]
