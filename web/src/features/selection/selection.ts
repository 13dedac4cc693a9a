import type { SelectorInput } from "~/api/schema";

/**
 * Miners that somebody chose: named ones, or all that match a filter but some.
 * The server resolves it at the moment of the act, so it has no bound.
 */
export type Selection =
  | { readonly kind: "ids"; readonly ids: ReadonlySet<number> }
  | { readonly kind: "matching"; readonly filter: string; readonly except: ReadonlySet<number> };

export const NOTHING: Selection = { kind: "ids", ids: new Set() };

/** How many that is, of `total` that match the filter now. */
export function size(selection: Selection, total: number): number {
  return selection.kind === "ids" ? selection.ids.size : Math.max(total - selection.except.size, 0);
}

/** Whether nobody was chosen; a filter chooses, even if nobody matches it now. */
export function isNothing(selection: Selection): boolean {
  return selection.kind === "ids" && selection.ids.size === 0;
}

export function has(selection: Selection, id: number): boolean {
  return selection.kind === "ids" ? selection.ids.has(id) : !selection.except.has(id);
}

/** The same selection with one miner in or out of it. */
export function toggled(selection: Selection, id: number): Selection {
  if (selection.kind === "ids") return { kind: "ids", ids: flipped(selection.ids, id) };
  return { ...selection, except: flipped(selection.except, id) };
}

export function selector(selection: Selection): SelectorInput {
  if (selection.kind === "ids") return { ids: [...selection.ids] };
  return { filter: selection.filter, exclude: [...selection.except] };
}

function flipped(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The same selection with all these miners in it. */
export function withAll(selection: Selection, ids: Iterable<number>): Selection {
  if (selection.kind === "ids") return { kind: "ids", ids: new Set([...selection.ids, ...ids]) };
  const except = new Set(selection.except);
  for (const id of ids) except.delete(id);
  return { ...selection, except };
}
