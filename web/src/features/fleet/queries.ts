import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { FacetBody, SummaryBody } from "~/api/schema";

const SUMMARY_MS = 4_000;
const COUNTS_MS = 10_000;
const MOST_VALUES = 1_000; // what the server gives at most

/** Sums over the miners that match, read anew every few seconds while somebody looks. */
export function summaryQuery(filter: string) {
  return queryOptions({
    queryKey: [KEYS.summary, filter],
    queryFn: ({ signal }): Promise<SummaryBody> => answer(api.GET("/devices/summary", { params: { query: { filter } }, signal })),
    refetchInterval: SUMMARY_MS,
  });
}

/** How many of the miners that match have each value of a field, kept fresh. */
export function countsQuery(field: string, filter: string) {
  return queryOptions({
    queryKey: [KEYS.facet, "counts", field, filter],
    queryFn: ({ signal }): Promise<FacetBody> =>
      answer(api.GET("/devices/facets/{field}", { params: { path: { field }, query: { filter, limit: MOST_VALUES } }, signal })),
    refetchInterval: COUNTS_MS,
  });
}

/** How many miners match. */
export function totalQuery(filter: string) {
  return queryOptions({
    queryKey: [KEYS.devices, "total", filter],
    queryFn: async ({ signal }): Promise<number> =>
      (await answer(api.GET("/devices", { params: { query: { filter, limit: 1 } }, signal }))).total,
    refetchInterval: COUNTS_MS,
  });
}
