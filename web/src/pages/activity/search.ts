import { text, wholeNumber } from "~/units/search";

/** What the address of the log says: which entries are shown. `from` and `to` are in ms, `to` is excluded. */
export interface ActivitySearch {
  readonly text?: string | undefined;
  readonly verb?: string | undefined;
  readonly actor?: string | undefined;
  readonly device?: number | undefined;
  readonly node?: number | undefined;
  readonly batch?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  return {
    ...text(search, "text"),
    ...text(search, "verb"),
    ...text(search, "actor"),
    ...wholeNumber(search, "device"),
    ...wholeNumber(search, "node"),
    ...text(search, "batch"),
    ...wholeNumber(search, "from"),
    ...wholeNumber(search, "to"),
  };
}
