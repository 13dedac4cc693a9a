import type { SiteBody } from "~/api/schema";
import { both, exactly } from "~/domain/filters";

/** Miners that may be put into a site's racks: without a slot, of this site or of none yet. */
export function unplacedIn(site: SiteBody): string {
  return both("-slot:*", `${exactly("site", site.name)} OR -site:*`);
}

/** Orders in which miners are listed and filled into slots: fields of the filter grammar. */
export const ORDERS = [
  { value: "ip", label: "IP address" },
  { value: "name", label: "Name" },
  { value: "mac", label: "MAC address" },
  { value: "serial", label: "Serial number" },
  { value: "model", label: "Model" },
] as const;
