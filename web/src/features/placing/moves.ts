import type { BuildingBody, DeviceBody, DevicePlacement, PlacementBody, RackBody } from "~/api/schema";
import { slotKey, slotOf, slotsOf, type Slot, type SlotOrder } from "~/features/placing/slots";

/** A miner in this slot. */
export function placementAt(slot: Slot, building: BuildingBody): PlacementBody {
  return { site_id: building.site_id, building_id: building.id, rack_id: slot.rackId, row: slot.row, column: slot.column };
}

/** Put a miner somewhere. Whoever stands there takes the slot that it comes from, or else leaves the rack. */
export function exchange(carried: DeviceBody, to: PlacementBody, occupant: DeviceBody | undefined): DevicePlacement[] {
  if (occupant?.id === carried.id) return [];
  const put = { device_id: carried.id, placement: to };
  if (occupant === undefined) return [put];
  return slotOf(carried.placement) ? [put, { device_id: occupant.id, placement: carried.placement }] : [put, ...takeOut(occupant)];
}

/** Take a miner out of its rack; it stays in its building. */
export function takeOut({ id, placement }: DeviceBody): DevicePlacement[] {
  if (placement?.rack_id == null) return [];
  return [{ device_id: id, placement: { site_id: placement.site_id, building_id: placement.building_id ?? null } }];
}

/** What puts these miners back where they stand now. */
export function putBack(devices: readonly DeviceBody[]): DevicePlacement[] {
  return devices.map(({ id, placement }) => ({ device_id: id, placement }));
}

/** A miner and the slot that it would get. */
export interface Filling {
  readonly slot: Slot;
  readonly device: DeviceBody;
}

/** Fill free slots of racks, one rack after the other, with miners in their order. */
export function fill(
  racks: readonly RackBody[],
  taken: ReadonlyMap<string, DeviceBody>,
  devices: readonly DeviceBody[],
  order: SlotOrder,
): Filling[] {
  const free = racks.flatMap((rack) => freeSlots(rack, taken, order));
  return free.slice(0, devices.length).flatMap((slot, index) => {
    const device = devices[index];
    return device ? [{ slot, device }] : [];
  });
}

/** The slots of a rack that nobody stands in, in order. */
export function freeSlots(rack: RackBody, taken: ReadonlyMap<string, DeviceBody>, order: SlotOrder): Slot[] {
  return slotsOf(rack, order).filter((slot) => !taken.has(slotKey(slot)));
}
