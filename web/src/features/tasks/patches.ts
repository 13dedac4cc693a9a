import type { InfiniteData } from "@tanstack/react-query";

import type { BatchBody, BatchList } from "~/api/schema";

/** The list with what changed, newest first. With `openOnly`, what ended leaves it. */
export function patched(list: readonly BatchBody[], changed: readonly BatchBody[], openOnly: boolean): BatchBody[] {
  const byId = new Map(list.map((each) => [each.id, each]));
  for (const batch of changed) {
    if (openOnly && batch.finished) byId.delete(batch.id);
    else byId.set(batch.id, batch);
  }
  return [...byId.values()].sort((a, b) => b.created_at_ms - a.created_at_ms || (a.id < b.id ? 1 : -1));
}

/** The pages with what changed: known ones where they stand, new ones at the top, older unread ones not at all. */
export function patchedPages(
  data: InfiniteData<BatchList>,
  changed: readonly BatchBody[],
  openOnly: boolean,
): InfiniteData<BatchList> {
  const known = new Set(data.pages.flatMap((page) => page.batches.map((each) => each.id)));
  const newest = data.pages[0]?.batches[0]?.created_at_ms ?? 0;
  const fresh = changed.filter((each) => !known.has(each.id) && each.created_at_ms >= newest);
  const pages = data.pages.map((page, index) => {
    const here = new Set(page.batches.map((each) => each.id));
    const mine = changed.filter((each) => here.has(each.id));
    return { ...page, batches: patched(page.batches, index === 0 ? [...mine, ...fresh] : mine, openOnly) };
  });
  return { ...data, pages };
}
