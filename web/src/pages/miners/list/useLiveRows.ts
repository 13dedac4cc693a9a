import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import { KEYS } from "~/api/queries";
import { useFollow, useHear } from "~/live/live";
import type { Wish } from "~/live/socket";
import { take } from "~/pages/miners/list/take";
import { followed, isOf, type MinerList } from "~/pages/miners/list/windows";

const SETTLED_MS = 250;
const HOLD_MS = 3_000;

/**
 * Follow windows of a list ("3,4"; none for "") once they have stayed for a moment, and put what comes into the query cache. New values are shown at once. A new
 * order waits until nobody has touched the list for 3 s, so that no row slips away under a hand.
 *
 * @returns what to call when the list is touched.
 */
export function useLiveRows(list: MinerList, numbers: string): () => void {
  const client = useQueryClient();
  const [settled] = useDebouncedValue(numbers, SETTLED_MS);
  const window = useMemo(() => (settled === "" ? null : followed(list, settled.split(",").map(Number))), [list, settled]);
  useFollow(useMemo<Wish | null>(() => window && { topics: ["devices"], window }, [window]));

  const touchedAt = useRef(-HOLD_MS);
  const release = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(release.current), [list]);
  const later = () => {
    clearTimeout(release.current);
    release.current = setTimeout(() => {
      if (performance.now() - touchedAt.current < HOLD_MS) later();
      else void client.invalidateQueries({ queryKey: [KEYS.devices, "window", list], type: "active" });
    }, HOLD_MS);
  };
  useHear((message) => {
    if (message.type !== "devices" || window === null || !isOf(message, window)) return;
    const isHeld = performance.now() - touchedAt.current < HOLD_MS;
    if (take(client, list, message, isHeld)) later();
  });
  return () => {
    touchedAt.current = performance.now();
  };
}
