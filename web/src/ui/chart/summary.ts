import { pointAt, type ChartSeries, type Span } from "~/ui/chart/points";
import { moment } from "~/units/time";

type Format = (value: number | null) => string;

/** A chart in words, for those who do not see it. */
export function summary(title: string, series: readonly ChartSeries[], format: Format, span: Span, timeZone?: string): string {
  const time = `from ${moment(span.fromMs, timeZone)} to ${moment(span.toMs, timeZone)}`;
  return `${title} ${time}. ${series.map((each) => `${each.label}: ${about(each, format)}.`).join(" ")}`;
}

function about({ points }: ChartSeries, format: Format): string {
  const known = points.filter((point) => point.count > 0);
  if (known.length === 0) return "nothing measured";
  const low = Math.min(...known.map((point) => point.low ?? point.mean ?? Infinity));
  const high = Math.max(...known.map((point) => point.high ?? point.mean ?? -Infinity));
  return `lowest ${format(low)}, highest ${format(high)}, newest ${format(pointAt(points, null)?.mean ?? null)}`;
}

/** The values at one moment, for the ear. */
export function spoken(series: readonly ChartSeries[], format: Format, atMs: number | null, timeZone?: string): string {
  if (atMs === null) return "nothing measured";
  const values = series.map((each) => `${each.label} ${format(pointAt(each.points, atMs)?.mean ?? null)}`);
  return `${moment(atMs, timeZone)}: ${values.join(", ")}`;
}
