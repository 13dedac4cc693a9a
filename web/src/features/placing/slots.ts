import type { DeviceBody, PlacementBody, RackBody } from "~/api/schema";

/** One place in a rack, counted from 1 at the top left. */
export interface Slot {
  readonly rackId: number;
  readonly row: number;
  readonly column: number;
}

/** A slot as a key of maps. */
export function slotKey({ rackId, row, column }: Slot): string {
  return `${rackId}:${row}-${column}`;
}

/** A slot as people write it, row first: "3-12". */
export function slotLabel({ row, column }: Pick<Slot, "row" | "column">): string {
  return `${row}-${column}`;
}

/** The slot of a placement; null outside any slot. */
export function slotOf(placement: PlacementBody | null | undefined): Slot | null {
  if (placement?.rack_id == null || placement.row == null || placement.column == null) return null;
  return { rackId: placement.rack_id, row: placement.row, column: placement.column };
}

/** Which miner stands in which slot. */
export function occupants(devices: readonly DeviceBody[]): ReadonlyMap<string, DeviceBody> {
  const found = new Map<string, DeviceBody>();
  for (const device of devices) {
    const slot = slotOf(device.placement);
    if (slot) found.set(slotKey(slot), device);
  }
  return found;
}

/** The order in which slots of a rack are counted through. */
export interface SlotOrder {
  readonly along: "rows" | "columns";
  readonly from: "top" | "bottom";
}

/** Every slot of a rack, in order. */
export function slotsOf(rack: RackBody, { along, from }: SlotOrder): Slot[] {
  const rows = Array.from({ length: rack.rows }, (_, index) => (from === "top" ? index + 1 : rack.rows - index));
  const columns = Array.from({ length: rack.columns }, (_, index) => index + 1);
  const at = (row: number, column: number): Slot => ({ rackId: rack.id, row, column });
  if (along === "rows") return rows.flatMap((row) => columns.map((column) => at(row, column)));
  return columns.flatMap((column) => rows.map((row) => at(row, column)));
}

/** The slot that an arrow key, Home or End leads to; null for other keys. It stays within the rack. */
export function slotBy(key: string, slot: Slot, rack: RackBody): Slot | null {
  const { row, column } = slot;
  switch (key) {
    case "ArrowUp":
      return { ...slot, row: Math.max(row - 1, 1) };
    case "ArrowDown":
      return { ...slot, row: Math.min(row + 1, rack.rows) };
    case "ArrowLeft":
      return { ...slot, column: Math.max(column - 1, 1) };
    case "ArrowRight":
      return { ...slot, column: Math.min(column + 1, rack.columns) };
    case "Home":
      return { ...slot, column: 1 };
    case "End":
      return { ...slot, column: rack.columns };
    default:
      return null;
  }
}
