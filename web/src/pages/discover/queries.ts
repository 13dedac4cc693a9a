import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { DiscoveryBody, DiscoveryInput, DiscoveryState } from "~/api/schema";

/** Scans that run and those that ended lately, newest first. The server keeps them until it is restarted. */
export const scansQuery = queryOptions({
  queryKey: [KEYS.discoveries],
  queryFn: async (): Promise<DiscoveryBody[]> => (await answer(api.GET("/discoveries"))).discoveries,
});

export function startScan(wish: DiscoveryInput): Promise<DiscoveryBody> {
  return answer(api.POST("/discoveries", { body: wish }));
}

export function cancelScan(id: string): Promise<DiscoveryBody> {
  return answer(api.POST("/discoveries/{discovery_id}/cancel", { params: { path: { discovery_id: id } } }));
}

/** Whether more may come of it. */
export function runs(state: DiscoveryState): boolean {
  return state === "RUNNING" || state === "CANCELLING";
}
