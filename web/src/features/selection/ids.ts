import { answer, api } from "~/api/client";
import type { Selection } from "~/features/selection/selection";

const LARGEST_WINDOW = 500;

/** The ids of all selected miners as they are now: for what takes no selector. */
export async function idsOf(selection: Selection): Promise<number[]> {
  if (selection.kind === "ids") return [...selection.ids];
  const ids = new Set<number>();
  for (let offset = 0, total = 1; offset < total; offset += LARGEST_WINDOW) {
    const query = { filter: selection.filter, sort: "id", offset, limit: LARGEST_WINDOW };
    const window = await answer(api.GET("/devices", { params: { query } }));
    for (const { id } of window.devices) if (!selection.except.has(id)) ids.add(id);
    total = window.total;
  }
  return [...ids];
}
