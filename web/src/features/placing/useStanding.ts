import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import { KEYS } from "~/api/queries";
import { PAGE, readMiners } from "~/features/placing/reading";
import { isOtherSet, patched, type Standing } from "~/features/placing/standing";
import { useFollow, useHear } from "~/live/live";
import type { Wish } from "~/live/socket";

const MOST = 10_000;
const REREAD_MS = 60_000;
const REREAD_LARGE_MS = 15_000;
const SORT = "id"; // pages stay apart while miners change

/**
 * Every miner that matches, kept live. Up to 500 are followed as one window; of more, those named in
 * `visible` are followed and all are read again every 15 s. The map ends at 10,000.
 */
export function useStanding(filter: string, visible: readonly number[]): UseQueryResult<Standing> {
  const client = useQueryClient();
  const key = useMemo(() => [KEYS.devices, "standing", filter], [filter]);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readMiners({ filter, sort: SORT, most: MOST }, signal),
    refetchInterval: ({ state }) => (isLarge(state.data) ? REREAD_LARGE_MS : REREAD_MS),
  });
  const large = isLarge(query.data);
  useFollow(useMemo(() => wish(filter, large, visible), [filter, large, visible]));
  useHear((message) => {
    const known = message.type === "devices" ? client.getQueryData<Standing>(key) : undefined;
    if (message.type !== "devices" || known === undefined) return;
    const next = patched(known, message);
    if (next !== known) client.setQueryData(key, next);
    if (message.window?.filter === filter && isOtherSet(known, message)) void client.invalidateQueries({ queryKey: key });
  });
  return query;
}

function isLarge(standing: Standing | undefined): boolean {
  return standing !== undefined && standing.total > PAGE;
}

function wish(filter: string, large: boolean, visible: readonly number[]): Wish | null {
  if (!large) return { topics: ["devices"], window: { filter, sort: SORT, descending: false, offset: 0, limit: PAGE } };
  return visible.length === 0 ? null : { topics: ["devices"], ids: visible.slice(0, PAGE) };
}
