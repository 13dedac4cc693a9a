"""Sites, buildings, racks, and placing devices."""

from dataclasses import replace

from headframe.api.base import Count
from headframe.api.documented import also
from headframe.api.parameters import OptionalId, PathId
from headframe.core.errors import Code
from headframe.core.places import Site
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.places import (
    BuildingBody,
    BuildingChange,
    BuildingInput,
    PlacementsInput,
    RackBody,
    RackChange,
    RackInput,
    SiteBody,
    SiteInput,
)

router = guarded_router("places")
TAKEN = also(Code.ALREADY_EXISTS, Code.CONFLICT)
IN_USE = also(Code.NOT_EMPTY)


@router.get("/sites", operation_id="list_sites", summary="List sites")
async def list_sites(ctx: Ctx) -> list[SiteBody]:
    """All sites, by name."""
    return [SiteBody.of(site) for site in await ctx.stores.places.sites(ctx.org_id)]


@router.post("/sites", operation_id="add_site", summary="Add a site", status_code=201, responses=TAKEN)
async def add_site(body: SiteInput, ctx: Ctx) -> SiteBody:
    """A name is used once, whatever its case."""
    site = await ctx.services.places.add_site(
        ctx.principal, name=body.name, time_zone=body.time_zone, power_limit_watts=body.power_limit_watts
    )
    return SiteBody.of(site)


@router.get("/sites/{site_id}", operation_id="get_site", summary="Show a site")
async def get_site(site_id: PathId, ctx: Ctx) -> SiteBody:
    """One site."""
    return SiteBody.of(await ctx.services.places.site(ctx.org_id, site_id))


@router.put("/sites/{site_id}", operation_id="change_site", summary="Change a site", responses=TAKEN)
async def change_site(site_id: PathId, body: SiteInput, ctx: Ctx) -> SiteBody:
    """Replaces all fields."""
    site = Site(site_id, ctx.org_id, body.name, body.time_zone, body.power_limit_watts)
    return SiteBody.of(await ctx.services.places.change_site(ctx.principal, site))


@router.delete(
    "/sites/{site_id}", operation_id="remove_site", summary="Remove a site", status_code=204, responses=IN_USE
)
async def remove_site(site_id: PathId, ctx: Ctx) -> None:
    """Only while no building, node or device stands in it."""
    await ctx.services.places.remove_site(ctx.principal, site_id)


@router.get("/buildings", operation_id="list_buildings", summary="List buildings")
async def list_buildings(ctx: Ctx, site_id: OptionalId = None) -> list[BuildingBody]:
    """Buildings of one site, or all."""
    return [BuildingBody.of(entry) for entry in await ctx.stores.places.buildings(ctx.org_id, site_id)]


@router.post(
    "/buildings",
    operation_id="add_building",
    summary="Add a building",
    status_code=201,
    responses=TAKEN | also(Code.NOT_FOUND),
)
async def add_building(body: BuildingInput, ctx: Ctx) -> BuildingBody:
    """A hall or container of a site."""
    building = await ctx.services.places.add_building(ctx.principal, site_id=body.site_id, name=body.name)
    return BuildingBody.of(building)


@router.get("/buildings/{building_id}", operation_id="get_building", summary="Show a building")
async def get_building(building_id: PathId, ctx: Ctx) -> BuildingBody:
    """One building."""
    return BuildingBody.of(await ctx.services.places.building(ctx.org_id, building_id))


@router.put(
    "/buildings/{building_id}", operation_id="change_building", summary="Rename a building", responses=TAKEN
)
async def change_building(building_id: PathId, body: BuildingChange, ctx: Ctx) -> BuildingBody:
    """Its site stays."""
    building = await ctx.services.places.building(ctx.org_id, building_id)
    changed = await ctx.services.places.change_building(ctx.principal, replace(building, name=body.name))
    return BuildingBody.of(changed)


@router.delete(
    "/buildings/{building_id}",
    operation_id="remove_building",
    summary="Remove a building",
    status_code=204,
    responses=IN_USE,
)
async def remove_building(building_id: PathId, ctx: Ctx) -> None:
    """Only while no rack or device stands in it."""
    await ctx.services.places.remove_building(ctx.principal, building_id)


@router.get("/racks", operation_id="list_racks", summary="List racks")
async def list_racks(ctx: Ctx, building_id: OptionalId = None) -> list[RackBody]:
    """Racks of one building, or all."""
    return [RackBody.of(rack) for rack in await ctx.stores.places.racks(ctx.org_id, building_id)]


@router.post(
    "/racks",
    operation_id="add_rack",
    summary="Add a rack",
    status_code=201,
    responses=TAKEN | also(Code.NOT_FOUND),
)
async def add_rack(body: RackInput, ctx: Ctx) -> RackBody:
    """Slots are counted from 1, row by row from the top left."""
    rack = await ctx.services.places.add_rack(
        ctx.principal, building_id=body.building_id, name=body.name, rows=body.rows, columns=body.columns
    )
    return RackBody.of(rack)


@router.get("/racks/{rack_id}", operation_id="get_rack", summary="Show a rack")
async def get_rack(rack_id: PathId, ctx: Ctx) -> RackBody:
    """One rack."""
    return RackBody.of(await ctx.services.places.rack(ctx.org_id, rack_id))


@router.put(
    "/racks/{rack_id}", operation_id="change_rack", summary="Rename or resize a rack", responses=TAKEN
)
async def change_rack(rack_id: PathId, body: RackChange, ctx: Ctx) -> RackBody:
    """A slot that a device stands in cannot vanish."""
    rack = await ctx.services.places.rack(ctx.org_id, rack_id)
    wanted = replace(rack, name=body.name, rows=body.rows, columns=body.columns)
    return RackBody.of(await ctx.services.places.change_rack(ctx.principal, wanted))


@router.delete(
    "/racks/{rack_id}", operation_id="remove_rack", summary="Remove a rack", status_code=204, responses=IN_USE
)
async def remove_rack(rack_id: PathId, ctx: Ctx) -> None:
    """Only while no device stands in it."""
    await ctx.services.places.remove_rack(ctx.principal, rack_id)


@router.post(
    "/placements",
    operation_id="place_devices",
    summary="Place devices",
    responses=also(Code.NOT_FOUND, Code.CONFLICT),
)
async def place_devices(body: PlacementsInput, ctx: Ctx) -> Count:
    """Puts devices into sites, buildings, racks and slots, all or none: two can swap slots in one call."""
    moves = [
        (entry.device_id, entry.placement.to_core() if entry.placement else None) for entry in body.placements
    ]
    await ctx.services.places.place(ctx.principal, moves)
    return Count(count=len(moves))
