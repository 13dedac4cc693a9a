import { text, wholeNumber } from "~/units/search";

/** What the address of the log says. */
export interface ActivitySearch {
  readonly text?: string | undefined;
  readonly verb?: string | undefined;
  readonly device?: number | undefined;
}

export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  return { ...text(search, "text"), ...text(search, "verb"), ...wholeNumber(search, "device") };
}
