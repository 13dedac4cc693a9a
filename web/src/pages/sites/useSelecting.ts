import { useState } from "react";

import type { DeviceBody } from "~/api/schema";
import { NOTHING, type Selection } from "~/features/selection/selection";

/** Miners chosen on the map. */
export interface Selecting {
  readonly selection: Extract<Selection, { kind: "ids" }>;
  /** Take these in, or out if all of them are in. */
  readonly toggle: (devices: readonly DeviceBody[]) => void;
  readonly clear: () => void;
}

const NOBODY = NOTHING as Extract<Selection, { kind: "ids" }>;

export function useSelecting(): Selecting {
  const [selection, setSelection] = useState(NOBODY);
  return {
    selection,
    toggle: (devices) => setSelection(({ ids }) => ({ kind: "ids", ids: flipped(ids, devices) })),
    clear: () => setSelection(NOBODY),
  };
}

function flipped(ids: ReadonlySet<number>, devices: readonly DeviceBody[]): ReadonlySet<number> {
  const next = new Set(ids);
  const areIn = devices.every(({ id }) => ids.has(id));
  for (const { id } of devices) {
    if (areIn) next.delete(id);
    else next.add(id);
  }
  return next;
}
