import type { DeviceBody, DevicePlacement } from "~/api/schema";
import { hashing, hottest } from "~/features/placing/colouring";
import { slotKey, slotLabel, slotOf, type Slot } from "~/features/placing/slots";
import { STATUSES } from "~/domain/statuses";
import { hashrate, temperature } from "~/units/format";

/** What a click on a slot does: opens its miner, selects it, or carries it about. */
export type MapMode = "look" | "select" | "arrange";

/** What is special about some slots now. */
export interface Highlights {
  readonly selected: ReadonlySet<number>;
  /** The miner that somebody carries. */
  readonly carried: number | null;
  /** Miners whose placement is asked for and not yet confirmed. */
  readonly requested: ReadonlySet<number>;
  /** Keys of slots that are to be filled, not yet confirmed. */
  readonly awaited: ReadonlySet<string>;
}

export const NO_HIGHLIGHTS: Highlights = { selected: new Set(), carried: null, requested: new Set(), awaited: new Set() };

/** What is special while these moves are asked for and not yet confirmed. */
export function whileAsked(moves: readonly DevicePlacement[]): Pick<Highlights, "requested" | "awaited"> {
  const slots = moves.flatMap(({ placement }) => slotOf(placement) ?? []);
  return { requested: new Set(moves.map(({ device_id }) => device_id)), awaited: new Set(slots.map(slotKey)) };
}

/** A miner in words: many have the name that their maker gave to all of them. */
export function called({ name, address }: DeviceBody): string {
  return address === "" ? name : `${name} (${address})`;
}

/** A slot and its miner in words: the accessible name of its button. */
export function slotWords(slot: Pick<Slot, "row" | "column">, device: DeviceBody | undefined): string {
  const label = `Slot ${slotLabel(slot)}`;
  if (device === undefined) return `${label}, empty`;
  const values = [STATUSES[device.status].label, hashrate(hashing(device)), temperature(hottest(device))];
  return `${label}: ${called(device)}, ${values.join(", ")}`;
}
