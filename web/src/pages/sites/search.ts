import { wholeNumber } from "~/units/search";

/** What the address of the map says: which building or rack is open. */
export interface SitesSearch {
  readonly building?: number | undefined;
  readonly rack?: number | undefined;
}

export function sitesSearch(search: Record<string, unknown>): SitesSearch {
  return { ...wholeNumber(search, "building"), ...wholeNumber(search, "rack") };
}
