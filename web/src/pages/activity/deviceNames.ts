import { queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import type { ActivityPage } from "~/api/schema";

export type Names = ReadonlyMap<number, string>;

const FRESH_MS = 300_000;

/** Names of some miners by id, with their addresses; those that were forgotten have none. */
function namesOptions(ids: readonly number[]) {
  return queryOptions({
    queryKey: ["device-names", ids] as const,
    queryFn: async (): Promise<[number, string][]> => {
      const { devices } = await answer(api.GET("/devices", { params: { query: { filter: `id:${ids.join()}`, limit: ids.length } } }));
      return devices.map((device) => [device.id, device.address ? `${device.name} (${device.address})` : device.name]);
    },
    enabled: ids.length > 0,
    staleTime: FRESH_MS,
  });
}

/** Names of all miners that pages of the log tell of, one request a page. */
export function useDeviceNames(pages: readonly ActivityPage[]): Names {
  return useQueries({ queries: pages.map((page) => namesOptions(idsOf(page))), combine: joined });
}

/** The name of one miner, its number until that is known. */
export function useDeviceName(id: number): string {
  const { data } = useQuery(namesOptions([id]));
  return data?.[0]?.[1] ?? `#${id}`;
}

function joined(results: readonly UseQueryResult<[number, string][]>[]): Names {
  return new Map(results.flatMap((result) => result.data ?? []));
}

function idsOf(page: ActivityPage): number[] {
  const ids = page.entries.flatMap((entry) => (entry.device_id === null ? [] : [entry.device_id]));
  return [...new Set(ids)].sort((one, other) => one - other);
}
