/** A batch's selector, read: what the server writes for people, taken apart so that it can be linked. */
export type SelectorWords =
  | { readonly kind: "filter"; readonly filter: string; readonly without: number }
  | { readonly kind: "ids"; readonly count: number }
  | { readonly kind: "retry"; readonly of: string; readonly states: string }
  | { readonly kind: "other"; readonly text: string };

const FILTER = /^filter: (.*?)(?: without (\d+) \([0-9a-f]+\))?$/u;
const IDS = /^(\d+) by id \([0-9a-f]+\)$/u;
const RETRY = /^retry of ([0-9a-f]{32}): (.*)$/u;

export function readSelector(text: string): SelectorWords {
  const ids = IDS.exec(text);
  if (ids) return { kind: "ids", count: Number(ids[1]) };
  const retry = RETRY.exec(text);
  if (retry) return { kind: "retry", of: retry[1] ?? "", states: (retry[2] ?? "").toLowerCase().replaceAll("_", " ") };
  const filter = FILTER.exec(text);
  if (!filter) return { kind: "other", text };
  const said = filter[1] ?? "";
  return { kind: "filter", filter: said === "all" ? "" : said, without: Number(filter[2] ?? 0) };
}
