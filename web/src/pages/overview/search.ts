import { rangeSearch, type RangeSearch } from "~/ui/chart/ranges";

/** By what offline miners are counted. */
export const GROUPINGS = ["site", "building", "rack", "node", "model"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What the address of the overview says. */
export interface OverviewSearch extends RangeSearch {
  readonly by?: Grouping | undefined;
}

export function overviewSearch(search: Record<string, unknown>): OverviewSearch {
  const by = GROUPINGS.find((each) => each === search["by"]);
  return { ...rangeSearch(search), ...(by ? { by } : {}) };
}
