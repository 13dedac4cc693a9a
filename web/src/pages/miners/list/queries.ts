import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS, queryClient } from "~/api/queries";
import type { DeviceWindow } from "~/api/schema";
import { WINDOW_ROWS, type MinerList } from "~/pages/miners/list/windows";

const WINDOWS_KEPT = 20;

/** One window of a list. Reading it ends when nobody looks at it any more. */
export function windowQuery(list: MinerList, number: number) {
  return queryOptions({
    queryKey: [KEYS.devices, "window", list, number],
    queryFn: async ({ signal }): Promise<DeviceWindow> => {
      const query = { ...list, offset: number * WINDOW_ROWS, limit: WINDOW_ROWS };
      const window = await answer(api.GET("/devices", { params: { query }, signal }));
      forgetOldest();
      return window;
    },
    staleTime: 5_000,
    gcTime: 60_000,
  });
}

/** Keep only the newest of the windows that are out of sight. */
function forgetOldest(): void {
  const cache = queryClient.getQueryCache();
  const unseen = cache.findAll({ queryKey: [KEYS.devices, "window"], type: "inactive" });
  const oldest = unseen.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(WINDOWS_KEPT);
  for (const query of oldest) cache.remove(query);
}
