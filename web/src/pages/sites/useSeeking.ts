import { useEffect, useState, type RefObject } from "react";

import type { DeviceBody, RackBody } from "~/api/schema";
import { freeSlots } from "~/features/placing/moves";

const STACKED = "(max-width: 62em)"; // as in the style sheet
const IN_ORDER = { along: "rows", from: "top" } as const;

/** Leads from a miner that was picked up to where it may go; `sought` is the rack that has to be drawn for it. */
export function useSeeking(
  map: RefObject<HTMLElement | null>,
  racks: readonly { readonly rack: RackBody }[],
  taken: ReadonlyMap<string, DeviceBody>,
): { readonly sought: number | null; readonly seek: (byKey: boolean) => void } {
  const [sought, setSought] = useState<{ readonly rackId: number } | null>(null);
  useEffect(() => {
    if (sought) map.current?.querySelector<HTMLElement>(`[data-rack-id="${sought.rackId}"] [data-free]`)?.focus();
  }, [map, sought]);
  const seek = (byKey: boolean) => {
    const free = racks.find(({ rack }) => freeSlots(rack, taken, IN_ORDER).length > 0);
    if (byKey && free) setSought({ rackId: free.rack.id });
    else if (window.matchMedia(STACKED).matches) map.current?.scrollIntoView({ block: "start", behavior: "smooth" });
  };
  return { sought: sought?.rackId ?? null, seek };
}
