import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { SiteBody } from "~/api/schema";
import { ofFleet } from "~/app/mode";
import { exactly } from "~/domain/filters";

export const sitesQuery = {
  queryKey: [KEYS.sites],
  queryFn: ofFleet((): Promise<SiteBody[]> => answer(api.GET("/sites"))),
};

/** The site that the whole page is about, from `?site=`; `filter` is its filter term. */
export interface Scope {
  readonly site: SiteBody | null;
  /** Empty for all sites. Put it before any other filter with `both`. */
  readonly filter: string;
  /** A site is named, and not yet known which: the filter still says all. */
  readonly isPending: boolean;
}

export function useScope(): Scope {
  const { site: id } = useSearch({ from: "__root__" });
  const { data, isPending } = useQuery({ ...sitesQuery, enabled: id !== undefined });
  const site = data?.find((each) => each.id === id) ?? null;
  return { site, filter: site ? exactly("site", site.name) : "", isPending: id !== undefined && isPending };
}
