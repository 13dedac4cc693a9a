import { rangeSearch, type RangeSearch } from "~/ui/chart/ranges";

/** What the address of a miner says: which tab is open, and what time its charts show. */
export interface MinerSearch extends RangeSearch {
  readonly tab?: MinerTab | undefined;
}

/** In the order in which they stand; the first is shown without a `tab` in the address. */
export const MINER_TABS = ["overview", "charts", "commands", "driver"] as const;

export type MinerTab = (typeof MINER_TABS)[number];

export function minerSearch(search: Record<string, unknown>): MinerSearch {
  const tab = MINER_TABS.find((each) => each === search["tab"]);
  return { ...rangeSearch(search), ...(tab === undefined ? {} : { tab }) };
}
