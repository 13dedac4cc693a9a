import type { PointBody } from "~/api/schema";

/** One line of a chart: means, and between low and high a band. */
export interface ChartSeries {
  readonly label: string;
  readonly points: readonly PointBody[];
  readonly color: ChartColor;
  /** A target or an expectation rather than a measurement: dashed, without a band. */
  readonly dashed?: boolean;
}

/** CSS variables of the theme, told apart in both schemes. */
export type ChartColor = "--chart-1" | "--chart-2" | "--chart-3" | "--chart-4";

/** From (inclusive) to (exclusive), in ms. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Columns over one time axis; null is a gap, undefined is nothing that interrupts the line. */
export interface Aligned {
  readonly times: readonly number[];
  /** For each series: mean, low, high. */
  readonly columns: readonly (readonly [Column, Column, Column])[];
}

export type Column = readonly (number | null | undefined)[];

/** Samples come a little late at times: a hole this much longer than usual is a gap. */
const LATE = 2.5;

/** All series over the union of their times. */
export function align(series: readonly ChartSeries[]): Aligned {
  const known = series.map((each) => withGaps(each.points));
  const times = [...new Set(known.flatMap((points) => points.map((point) => point.at_ms)))].sort((a, b) => a - b);
  return { times, columns: known.map((points) => columns(points, times)) };
}

function columns(points: readonly PointBody[], times: readonly number[]): [Column, Column, Column] {
  const at = new Map(points.map((point) => [point.at_ms, point]));
  const column = (name: "mean" | "low" | "high") => times.map((time) => at.get(time)?.[name]);
  return [column("mean"), column("low"), column("high")];
}

/**
 * The points without those empty ones that only mean that steps are shorter than the time between samples.
 * What stays empty is a gap.
 */
export function withGaps(points: readonly PointBody[]): PointBody[] {
  const filled = points.filter((point) => point.count > 0);
  const usual = median(filled.slice(1).map((point, index) => point.at_ms - (filled[index]?.at_ms ?? 0)));
  const kept: PointBody[] = [];
  for (let index = 0; index < points.length; ) {
    const end = endOfHole(points, index);
    const point = points[index];
    if (point === undefined) break;
    if (end === index) {
      kept.push(point);
      index += 1;
      continue;
    }
    const before = points[index - 1]?.at_ms;
    const after = points[end]?.at_ms;
    if (before !== undefined && after !== undefined && after - before > usual * LATE) kept.push(point);
    index = end;
  }
  return kept;
}

/** The first index from `index` on that has a value. */
function endOfHole(points: readonly PointBody[], index: number): number {
  let end = index;
  while (end < points.length && points[end]?.count === 0) end += 1;
  return end;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

/** The point of a series that stands at a time, or nearest to it among known ones when `atMs` is null: the newest. */
export function pointAt(points: readonly PointBody[], atMs: number | null): PointBody | null {
  if (atMs === null) return points.findLast((point) => point.count > 0) ?? null;
  return points.find((point) => point.at_ms === atMs) ?? null;
}

/** The index of the time nearest to `atMs`; -1 when there is none. */
export function nearest(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  const here = times[low];
  if (here === undefined) return -1;
  return before !== undefined && atMs - before < here - atMs ? low - 1 : low;
}

/** Two metrics as their quotient, such as watts by H/s; only means are known of it. */
export function quotient(above: readonly PointBody[], below: readonly PointBody[]): PointBody[] {
  const divisors = new Map(below.map((point) => [point.at_ms, point]));
  return above.map((point) => {
    const by = divisors.get(point.at_ms);
    const mean = point.mean !== null && by?.mean ? point.mean / by.mean : null;
    return { at_ms: point.at_ms, count: mean === null ? 0 : Math.min(point.count, by?.count ?? 0), mean, low: null, high: null };
  });
}
