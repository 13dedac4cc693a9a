import { useQuery } from "@tanstack/react-query";

import { both } from "~/domain/filters";
import { NEEDS_ATTENTION } from "~/domain/statuses";
import { countsQuery } from "~/features/fleet/queries";

/** Miners of a place: all of them, and those that ask for a person. Null while not known. */
export interface Counts {
  readonly miners: number;
  readonly attention: number;
}

/** Filter term of the statuses that ask for a person. */
export const ATTENTION = `status:${NEEDS_ATTENTION.map((status) => status.toLowerCase()).join(",")}`;

/** Counts by the name of a site, building or rack, within what matches `filter`. */
export function useCounts(field: "site" | "building" | "rack", filter: string): (name: string) => Counts | null {
  const all = useQuery(countsQuery(field, filter)).data;
  const needy = useQuery(countsQuery(field, both(filter, ATTENTION))).data;
  if (!all || !needy) return () => null;
  const [miners, attention] = [all, needy].map(({ values }) => new Map(values.map(({ value, count }) => [value, count])));
  return (name) => ({ miners: miners?.get(name) ?? 0, attention: attention?.get(name) ?? 0 });
}
