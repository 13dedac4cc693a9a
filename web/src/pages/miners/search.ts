import { flag, text, wholeNumber } from "~/units/search";

/** What the address of the list of miners says. `view`: the saved view that it was opened by. */
export interface MinersSearch {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly descending?: true | undefined;
  readonly view?: number | undefined;
}

export function minersSearch(search: Record<string, unknown>): MinersSearch {
  return { ...text(search, "filter"), ...text(search, "sort"), ...flag(search, "descending"), ...wholeNumber(search, "view") };
}
