import { infiniteQueryOptions, type InfiniteData } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import type { ActivityBody, ActivityPage } from "~/api/schema";
import type { LogQuery } from "~/pages/activity/filters";

/** Entries of one request. */
export const PAGE = 100;
/** Pages read to close the gap to what is shown; a larger gap is not closed, the log begins anew. */
const MOST_PAGES = 5;

export type Log = InfiniteData<ActivityPage>;

/**
 * The log as it was read, page by page from the newest. It is never read again as a whole: what comes later
 * is put before it (`newer`, `withNewer`), because entries never change.
 */
export function logOptions(query: LogQuery) {
  return infiniteQueryOptions({
    queryKey: ["activity-log", query] as const,
    queryFn: ({ pageParam }): Promise<ActivityPage> => page(query, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_before_id,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** Entries after `newestId`, newest first; null where there are too many to be read one page after the other. */
export async function newer(query: LogQuery, newestId: number): Promise<ActivityBody[] | null> {
  const found: ActivityBody[] = [];
  let before: number | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const read: ActivityPage = await page(query, before);
    const fresh = read.entries.filter((entry) => entry.id > newestId);
    found.push(...fresh);
    if (fresh.length < read.entries.length || read.next_before_id === null) return found;
    before = read.next_before_id;
  }
  return null;
}

/** The log with newer entries before it. */
export function withNewer(log: Log, entries: readonly ActivityBody[]): Log {
  if (entries.length === 0) return log;
  const first: ActivityPage = { entries: [...entries], next_before_id: entries.at(-1)?.id ?? null };
  return { pages: [first, ...log.pages], pageParams: [null, ...log.pageParams] };
}

function page(query: LogQuery, before: number | null): Promise<ActivityPage> {
  return answer(api.GET("/activity", { params: { query: { ...query, before_id: before, limit: PAGE } } }));
}
