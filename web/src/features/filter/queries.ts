import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { FacetBody, FilterCheck, FilterFieldBody } from "~/api/schema";

const FACET_VALUES = 50;

/** The fields of the filter grammar, which do not change while the server runs. */
export const filterFieldsQuery = queryOptions({
  queryKey: [KEYS.filterFields],
  queryFn: async (): Promise<FilterFieldBody[]> => (await answer(api.GET("/filter/fields"))).fields,
  staleTime: Infinity,
});

/** Whether a filter reads well, and where it does not. */
export function filterCheckQuery(filter: string) {
  return queryOptions({
    queryKey: [KEYS.filterFields, "check", filter],
    queryFn: ({ signal }): Promise<FilterCheck> => answer(api.GET("/filter/check", { params: { query: { filter } }, signal })),
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
}

/** The commonest values of a field among the miners that match `filter`. */
export function facetQuery(field: string, filter: string) {
  return queryOptions({
    queryKey: [KEYS.facet, field, filter],
    queryFn: ({ signal }): Promise<FacetBody> =>
      answer(api.GET("/devices/facets/{field}", { params: { path: { field }, query: { filter, limit: FACET_VALUES } }, signal })),
    staleTime: 30_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
