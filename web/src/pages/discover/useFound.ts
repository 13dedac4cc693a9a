import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { answer, api } from "~/api/client";
import type { DiscoveryBody, FoundWindow } from "~/api/schema";
import { useFollow, useHear } from "~/live/live";
import { grown, NONE_YET, patched, type FoundSoFar } from "~/pages/discover/found";

const WINDOW = 500; // the most that the API gives at once
const WINDOWS_AT_ONCE = 4; // then what is there is shown, before the reading goes on
const MOST_FOLLOWED = 500;

/**
 * What a scan found, read as it grows: the server lists in the order of finding, so that only what is new is
 * read. `visible` ids are followed live. `again` reads all of it once more, after something changed many.
 */
export function useFound(scan: DiscoveryBody, visible: readonly number[]): { sofar: FoundSoFar; error: unknown; again: () => void } {
  const client = useQueryClient();
  const options = foundOptions(client, scan.id);
  const { data, error, isFetching, refetch } = useQuery(options);
  const sofar = data ?? NONE_YET;
  useEffect(() => {
    if (!isFetching && error === null && sofar.read < scan.devices_found) void refetch();
  }, [isFetching, error, sofar.read, scan.devices_found, refetch]);

  const ids = visible.slice(0, MOST_FOLLOWED).join();
  const wish = useMemo(() => (ids === "" ? null : { topics: ["devices"] as const, ids: ids.split(",").map(Number) }), [ids]);
  useFollow(wish);
  useHear((message) => {
    if (message.type !== "devices") return;
    client.setQueryData(options.queryKey, (old) => old && patched(old, message.devices));
  });
  const again = (): void => void client.query({ ...options, queryFn: () => readOn(scan.id, NONE_YET, Infinity), staleTime: 0 });
  return { sofar, error, again };
}

function foundOptions(client: QueryClient, id: string) {
  const queryKey = ["found", id] as const;
  const held = (): FoundSoFar => client.getQueryData<FoundSoFar>(queryKey) ?? NONE_YET;
  return queryOptions({
    queryKey,
    queryFn: async (): Promise<FoundSoFar> => {
      const news = await readOn(id, { rows: [], read: held().read }, WINDOWS_AT_ONCE);
      return { rows: [...held().rows, ...news.rows], read: news.read }; // rows may have been patched meanwhile
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    structuralSharing: false, // so many rows cost more to compare than to show
  });
}

/** What follows `begun`, up to some windows. */
async function readOn(id: string, begun: FoundSoFar, windows: number): Promise<FoundSoFar> {
  let sofar = begun;
  for (let count = 0; count < windows; count += 1) {
    const window = await read(id, sofar.read);
    sofar = grown(sofar, window, WINDOW);
    if (sofar.read >= window.total) break;
  }
  return sofar;
}

function read(id: string, offset: number): Promise<FoundWindow> {
  return answer(
    api.GET("/discoveries/{discovery_id}/devices", { params: { path: { discovery_id: id }, query: { offset, limit: WINDOW } } }),
  );
}
