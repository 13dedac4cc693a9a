import { flag, text } from "~/units/search";

/** What the address of the list of miners says. */
export interface MinersSearch {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly descending?: true | undefined;
}

export function minersSearch(search: Record<string, unknown>): MinersSearch {
  return { ...text(search, "filter"), ...text(search, "sort"), ...flag(search, "descending") };
}
