import type { ColourBy } from "~/features/placing/colouring";
import type { MapMode } from "~/features/placing/map";
import { text, wholeNumber } from "~/units/search";

/** What the address of the map says: which building or rack is open, what its colours tell, what a click does. */
export interface SitesSearch {
  readonly building?: number | undefined;
  readonly rack?: number | undefined;
  readonly colour?: ColourBy | undefined;
  readonly mode?: MapMode | undefined;
}

export function sitesSearch(search: Record<string, unknown>): SitesSearch {
  const { colour } = text(search, "colour");
  const { mode } = text(search, "mode");
  return {
    ...wholeNumber(search, "building"),
    ...wholeNumber(search, "rack"),
    ...(colour === "temperature" || colour === "hashrate" ? { colour } : {}),
    ...(mode === "select" || mode === "arrange" ? { mode } : {}),
  };
}
