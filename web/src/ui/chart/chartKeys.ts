import { LEAST_ZOOM_MS } from "~/ui/chart/ranges";
import { nearest, type Span } from "~/ui/chart/points";

interface ChartState {
  readonly times: readonly number[];
  readonly atMs: number | null;
  readonly span: Span;
}

/** What a key does to a chart: point at another moment, or show another span. */
export interface KeyAct {
  readonly atMs: number | null;
  readonly zoom?: Span;
}

/** Steps of Page Up and Page Down: so many of a whole chart. */
const PAGES = 10;

/** What a key means; null: nothing. */
export function keyed(key: string, { times, atMs, span }: ChartState): KeyAct | null {
  if (key === "Escape") return atMs === null ? null : { atMs: null };
  const last = times.length - 1;
  if (last < 0) return null;
  const zoom = zoomedBy(key, atMs ?? (span.fromMs + span.toMs) / 2, span);
  if (zoom !== null) return { atMs, zoom };
  const page = Math.max(Math.floor(times.length / PAGES), 1);
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -page, PageUp: page, Home: -Infinity, End: Infinity };
  const step = steps[key];
  if (step === undefined) return null;
  const from = atMs === null ? last + (step < 0 ? 1 : 0) : nearest(times, atMs);
  return { atMs: times[Math.min(Math.max(from + step, 0), last)] ?? null };
}

function zoomedBy(key: string, middle: number, span: Span): Span | null {
  const factor = { "+": 0.5, "-": 2 }[key];
  if (factor === undefined) return null;
  const length = (span.toMs - span.fromMs) * factor;
  if (length < LEAST_ZOOM_MS) return null;
  return { fromMs: Math.round(middle - length / 2), toMs: Math.round(middle + length / 2) };
}
