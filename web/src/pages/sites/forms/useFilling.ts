import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { KEYS } from "~/api/queries";
import type { DeviceBody, RackBody } from "~/api/schema";
import { fill, freeSlots, placementAt, putBack, type Filling } from "~/features/placing/moves";
import { filterOf, type Place, type Places } from "~/features/placing/places";
import { readMiners } from "~/features/placing/reading";
import { occupants, slotKey, type SlotOrder } from "~/features/placing/slots";
import type { PlacingAct } from "~/features/placing/usePlacing";
import { useStanding } from "~/features/placing/useStanding";
import { count } from "~/units/format";

/** Whom to put where, and in which orders. */
export interface FillWish {
  readonly filter: string;
  readonly sort: string;
  readonly descending: boolean;
  readonly racks: readonly RackBody[];
  readonly order: SlotOrder;
}

/** What filling would do. */
export interface FillPlan {
  readonly fillings: readonly Filling[];
  /** Miners by slot, as it would be afterwards. */
  readonly after: ReadonlyMap<string, DeviceBody>;
  readonly free: number;
  /** How many match the filter; more than `fillings` where slots are missing. */
  readonly matching: number;
}

/** What the server takes as one act. */
export const MOST_AT_ONCE = 5_000;
const NO_RACK_IN_VIEW: readonly number[] = [];

/** The plan for a wish, kept true to what stands in the building now; null while it is read. */
export function useFilling(place: Place, wish: FillWish): { readonly plan: FillPlan | null; readonly error: Error | null } {
  const building = useMemo(() => filterOf({ ...place, rack: null }), [place]);
  const standing = useStanding(building, NO_RACK_IN_VIEW);
  const taken = useMemo(() => occupants(standing.data?.devices ?? []), [standing.data]);
  const free = useMemo(() => wish.racks.reduce((sum, rack) => sum + freeSlots(rack, taken, wish.order).length, 0), [wish, taken]);
  const most = Math.min(free, MOST_AT_ONCE);
  const candidates = useQuery({
    queryKey: [KEYS.devices, "candidates", wish.filter, wish.sort, wish.descending, most],
    queryFn: ({ signal }) => readMiners({ filter: wish.filter, sort: wish.sort, descending: wish.descending, most }, signal),
    enabled: standing.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const plan = useMemo(() => {
    if (standing.data === undefined || candidates.data === undefined) return null;
    const fillings = fill(wish.racks, taken, candidates.data.devices, wish.order);
    const after = new Map([...taken, ...fillings.map(({ slot, device }) => [slotKey(slot), device] as const)]);
    return { fillings, after, free, matching: candidates.data.total };
  }, [standing.data, candidates.data, wish, taken, free]);
  return { plan, error: standing.error ?? candidates.error };
}

/** The act that carries a plan out. */
export function actOf({ fillings }: FillPlan, places: Places): PlacingAct {
  const buildings = new Map(places.buildings.map((building) => [building.id, building]));
  const racks = new Map(places.racks.map((rack) => [rack.id, buildings.get(rack.building_id)]));
  return {
    moves: fillings.flatMap(({ slot, device }) => {
      const building = racks.get(slot.rackId);
      return building ? [{ device_id: device.id, placement: placementAt(slot, building) }] : [];
    }),
    words: `Put ${count(fillings.length)} miners into their slots.`,
    back: putBack(fillings.map(({ device }) => device)),
  };
}
