import { both } from "~/domain/filters";
import type { Selection } from "~/features/selection/selection";

/** A filter holds 128 words and values: so many are left to single miners, besides a filter of any use. */
export const MAX_NAMED = 100;

/** The filter that selects the same miners; null where too many are named one by one. */
export function filterOf(selection: Selection): string | null {
  if (selection.kind === "ids") return selection.ids.size > MAX_NAMED || selection.ids.size === 0 ? null : `id:${[...selection.ids].join()}`;
  if (selection.except.size > MAX_NAMED) return null;
  return both(selection.filter, selection.except.size === 0 ? "" : `-id:${[...selection.except].join()}`);
}

/** Where the miners of a filter can be fetched as CSV. */
export function exportHref(filter: string): string {
  return `/api/v1/devices/export.csv?${new URLSearchParams({ filter }).toString()}`;
}

/** The filters that select the named miners part by part. */
export function filtersOf(ids: ReadonlySet<number>): string[] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / MAX_NAMED) }, (_, part) => `id:${all.slice(part * MAX_NAMED, (part + 1) * MAX_NAMED).join()}`);
}

/** Several CSV files as one: the head of the first, the rows of all. */
export function joined(files: readonly string[]): string {
  return files.map((file, index) => (index === 0 ? file : file.slice(file.indexOf("\n") + 1))).join("");
}
