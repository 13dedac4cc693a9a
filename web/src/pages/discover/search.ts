import { text } from "~/units/search";

/** What the address of the page says: which scan and which pairing are shown, and which of the found miners. */
export interface DiscoverSearch {
  /** A discovery's id; without, the miners that wait for pairing are shown. */
  readonly scan?: string | undefined;
  /** The batch of a pairing that was started from here. */
  readonly pairing?: string | undefined;
  /** A group of the shown list: see `GROUPS` and `WAITING_GROUPS`. */
  readonly show?: string | undefined;
  readonly model?: string | undefined;
}

export function discoverSearch(search: Record<string, unknown>): DiscoverSearch {
  return { ...text(search, "scan"), ...text(search, "pairing"), ...text(search, "show"), ...text(search, "model") };
}
