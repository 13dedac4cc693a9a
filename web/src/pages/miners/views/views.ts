import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { ViewBody, ViewInput } from "~/api/schema";
import { ofFleet } from "~/app/mode";
import { sameKeys } from "~/pages/miners/columns/choice";
import { BY_NAME } from "~/pages/miners/list/sorting";

/** What a view keeps of the list. */
export interface ViewSettings {
  readonly filter: string;
  readonly sort: string;
  readonly descending: boolean;
  readonly columns: readonly string[];
}

/** One's own views of the list of miners, and those that others share. */
export const viewsQuery = queryOptions({
  queryKey: [KEYS.views],
  queryFn: ofFleet((): Promise<ViewBody[]> => answer(api.GET("/views"))),
});

/** The settings of a view, its gaps filled. */
export function settingsOf({ filter, sort, descending, columns }: ViewBody): ViewSettings {
  return { filter, sort: sort === "" ? BY_NAME.sort : sort, descending, columns };
}

/** Whether the list is as the view keeps it. A view without columns leaves them as they are. */
export function isAsKept(view: ViewBody, now: ViewSettings): boolean {
  const kept = settingsOf(view);
  const sameColumns = kept.columns.length === 0 || sameKeys(kept.columns, now.columns);
  return kept.filter === now.filter && kept.sort === now.sort && kept.descending === now.descending && sameColumns;
}

/** A view to be written. */
export function viewInput(name: string, shared: boolean, now: ViewSettings): ViewInput {
  return { name: name.trim(), shared, page: "miners", filter: now.filter, sort: now.sort, descending: now.descending, columns: [...now.columns] };
}
