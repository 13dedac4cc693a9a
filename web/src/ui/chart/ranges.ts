import type { Span } from "~/ui/chart/points";
import { wholeNumber } from "~/units/search";

const HOUR_MS = 3_600_000;

/** Ranges that end now, by the name that stands in the address. */
export const RANGES = {
  "1h": { label: "1 h", title: "the last hour", ms: HOUR_MS },
  "6h": { label: "6 h", title: "the last 6 hours", ms: 6 * HOUR_MS },
  "24h": { label: "24 h", title: "the last 24 hours", ms: 24 * HOUR_MS },
  "7d": { label: "7 d", title: "the last 7 days", ms: 7 * 24 * HOUR_MS },
  "30d": { label: "30 d", title: "the last 30 days", ms: 30 * 24 * HOUR_MS },
} as const;

export type RangeName = keyof typeof RANGES;

export const DEFAULT_RANGE: RangeName = "24h";

/** The range to begin with for what is known since a moment: a day of which an hour is filled shows little. */
export function firstRange(knownSinceMs: number, nowMs: number): RangeName {
  return nowMs - knownSinceMs < RANGES["6h"].ms ? "1h" : DEFAULT_RANGE;
}

/** The shortest span that one can zoom into. */
export const LEAST_ZOOM_MS = 60_000;

/** What the address says of the time that charts show. `from` and `to` are a zoom into `range`. */
export interface RangeSearch {
  readonly range?: RangeName | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Reads `range`, `from` and `to` of an address; spread it into a page's `validateSearch`. */
export function rangeSearch(search: Record<string, unknown>): RangeSearch {
  const { range } = search;
  const named = typeof range === "string" && Object.hasOwn(RANGES, range) ? { range: range as RangeName } : {};
  const { from } = wholeNumber(search, "from");
  const { to } = wholeNumber(search, "to");
  return from !== undefined && to !== undefined && from < to ? { ...named, from, to } : named;
}

/** The span that is shown at a moment. */
export function spanOf(range: RangeSearch, nowMs: number): Span {
  return zoomOf(range) ?? { fromMs: nowMs - RANGES[range.range ?? DEFAULT_RANGE].ms, toMs: nowMs };
}

/** The zoomed span; null while a range that ends now is shown. */
export function zoomOf({ from, to }: RangeSearch): Span | null {
  return from === undefined || to === undefined ? null : { fromMs: from, toMs: to };
}

/** The address of a zoom into `span`. */
export function zoomed(range: RangeSearch, span: Span): RangeSearch {
  const middle = (span.fromMs + span.toMs) / 2;
  const half = Math.max(span.toMs - span.fromMs, LEAST_ZOOM_MS) / 2;
  return { range: range.range, from: Math.round(middle - half), to: Math.round(middle + half) };
}

/** How often a chart that ends now is worth asking for again; false for one that does not. */
export function refreshMs(range: RangeSearch): number | false {
  if (zoomOf(range) !== null) return false;
  const hours = RANGES[range.range ?? DEFAULT_RANGE].ms / HOUR_MS;
  if (hours <= 1) return 10_000;
  return hours <= 6 ? 30_000 : hours <= 24 ? 60_000 : 300_000;
}
