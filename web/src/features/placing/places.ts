import { queryOptions, useQueries } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { BuildingBody, PlacementBody, RackBody, SiteBody } from "~/api/schema";
import { ofFleet } from "~/app/mode";
import { sitesQuery } from "~/app/scope";
import { both, exactly } from "~/domain/filters";

const REREAD_MS = 30_000; // no live message tells of places: others' changes are seen by asking

export const buildingsQuery = queryOptions({
  queryKey: [KEYS.buildings],
  queryFn: ofFleet((): Promise<BuildingBody[]> => answer(api.GET("/buildings"))),
  refetchInterval: REREAD_MS,
});

export const racksQuery = queryOptions({
  queryKey: [KEYS.racks],
  queryFn: ofFleet((): Promise<RackBody[]> => answer(api.GET("/racks"))),
  refetchInterval: REREAD_MS,
});

/** Every site, building and rack, in the order of names. */
export interface Places {
  readonly sites: readonly SiteBody[];
  readonly buildings: readonly BuildingBody[];
  readonly racks: readonly RackBody[];
}

/** A place where miners can stand: a site, or a building or rack in it. */
export interface Place {
  readonly site: SiteBody;
  readonly building: BuildingBody | null;
  readonly rack: RackBody | null;
}

/** All places; null until all three lists are there. */
export function usePlaces(): { readonly places: Places | null; readonly error: Error | null } {
  return useQueries({
    queries: [sitesQuery, buildingsQuery, racksQuery],
    combine: ([sites, buildings, racks]) => ({
      places:
        sites.data && buildings.data && racks.data
          ? { sites: inOrder(sites.data), buildings: inOrder(buildings.data), racks: inOrder(racks.data) }
          : null,
      error: sites.error ?? buildings.error ?? racks.error,
    }),
  });
}

const NAMES = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** By name as people count: "A 2" stands before "A 10". */
export function inOrder<T extends { readonly name: string }>(places: readonly T[]): T[] {
  return [...places].sort((one, other) => NAMES.compare(one.name, other.name));
}

/** What an address names: the narrowest place given that exists and lies in the site given, if any. */
export function placeAt(places: Places, at: { site?: number | undefined; building?: number | undefined; rack?: number | undefined }): Place | null {
  const rack = places.racks.find((each) => each.id === at.rack) ?? null;
  const building = places.buildings.find((each) => each.id === (rack?.building_id ?? at.building)) ?? null;
  const inside = building !== null && (at.site === undefined || building.site_id === at.site);
  const site = places.sites.find((each) => each.id === (inside ? building.site_id : at.site));
  if (site === undefined) return null;
  return inside ? { site, building, rack } : { site, building: null, rack: null };
}

/** The places directly in one, by name; of null: the sites. A rack holds none. */
export function insideOf(places: Places, place: Place | null): Place[] {
  if (place === null) return places.sites.map((site) => ({ site, building: null, rack: null }));
  const { site, building, rack } = place;
  if (rack) return [];
  if (building) return places.racks.filter(({ building_id }) => building_id === building.id).map((each) => ({ site, building, rack: each }));
  return places.buildings.filter(({ site_id }) => site_id === site.id).map((each) => ({ site, building: each, rack: null }));
}

/** What kind of place it is: also the name of the filter field. */
export function kindOf({ building, rack }: Place): "site" | "building" | "rack" {
  return rack ? "rack" : building ? "building" : "site";
}

export function nameOf({ site, building, rack }: Place): string {
  return (rack ?? building ?? site).name;
}

/** Whether `inner` is `outer` or lies in it. */
export function contains(outer: Place, inner: Place | null): boolean {
  if (inner?.site.id !== outer.site.id) return false;
  if (outer.building && inner.building?.id !== outer.building.id) return false;
  return !outer.rack || inner.rack?.id === outer.rack.id;
}

/** How addresses of the map name a place; null: all sites. */
export function addressOf(place: Place | null): { site: number | undefined; building: number | undefined; rack: number | undefined } {
  return { site: place?.site.id, building: place?.building?.id, rack: place?.rack?.id };
}

/** The filter that selects what stands in a place. */
export function filterOf({ site, building, rack }: Place): string {
  return both(
    exactly("site", site.name),
    building ? exactly("building", building.name) : "",
    rack ? exactly("rack", rack.name) : "",
  );
}

/** Its name with those of what it lies in: "North › Hall 1 › A 3". */
export function pathOf({ site, building, rack }: Place): string {
  return [site, building, rack].flatMap((each) => (each ? [each.name] : [])).join(" › ");
}

/** A miner in this place, without a slot. */
export function placementIn({ site, building, rack }: Place): PlacementBody {
  return { site_id: site.id, building_id: building?.id ?? null, rack_id: rack?.id ?? null };
}
