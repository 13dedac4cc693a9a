import { queryClient } from "~/api/queries";
import { windowQuery } from "~/pages/miners/list/queries";
import { BY_NAME } from "~/pages/miners/list/sorting";
import type { MinersSearch } from "~/pages/miners/search";

/** Ask for the first rows while the page is still on its way. Those of one site wait until its name is known. */
export function preloadMiners(search: MinersSearch & { readonly site?: number | undefined }): void {
  if (search.site !== undefined) return;
  const list = { filter: (search.filter ?? "").trim(), sort: search.sort ?? BY_NAME.sort, descending: search.descending ?? false };
  queryClient.query(windowQuery(list, 0)).catch(() => undefined); // told by the page, which asks for the same
}
