import { Skeleton } from "@mantine/core";
import { useMemo } from "react";

import type { Metric, PointBody } from "~/api/schema";
import type { ChartColor, ChartSeries, Span } from "~/ui/chart/points";
import { zoomed, type RangeSearch } from "~/ui/chart/ranges";
import { TimeChart } from "~/ui/chart/TimeChart";
import { useSeries, type SeriesSource } from "~/ui/chart/useSeries";
import { useWidth } from "~/ui/chart/useWidth";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** One line of a chart: a metric, or what `derive` makes of two. */
export interface Line {
  readonly label: string;
  readonly metric: Metric;
  readonly color: ChartColor;
  readonly dashed?: boolean;
  /** A second metric, and what the two make together (`quotient`). */
  readonly with?: Metric;
  readonly derive?: (first: readonly PointBody[], second: readonly PointBody[]) => PointBody[];
}

interface Props {
  readonly title: string;
  readonly source: SeriesSource;
  /** A constant of its module: the lines do not change while mounted. */
  readonly lines: readonly Line[];
  readonly format: (value: number | null) => string;
  readonly range: RangeSearch;
  readonly onRange?: ((range: RangeSearch) => void) | undefined;
  readonly timeZone?: string | undefined;
  readonly fromZero?: boolean;
  readonly height?: number;
}

/** A chart of metrics of one miner or of a fleet, kept up to date while its range ends now. */
export function SeriesChart({ source, lines, range, onRange, height = 180, ...look }: Props) {
  const { ref, points } = useWidth();
  const metrics = useMemo(() => lines.flatMap((line) => (line.with ? [line.metric, line.with] : [line.metric])), [lines]);
  const { data, error, refetch } = useSeries(source, metrics, range, points);
  const series = useMemo(() => (data ? drawn(lines, metrics, data.series) : []), [data, lines, metrics]);
  const onZoom = onRange && ((span: Span) => onRange(zoomed(range, span)));
  return (
    <div ref={ref}>
      {error && !data ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null}
      {!error && !data ? <Skeleton height={height + 24} /> : null}
      {data && <TimeChart {...look} series={series} span={data.span} height={height} onZoom={onZoom} />}
    </div>
  );
}

/** The lines of which something is known; all where nothing is known of any. */
function drawn(lines: readonly Line[], metrics: readonly Metric[], answers: readonly { readonly points: PointBody[] }[]): ChartSeries[] {
  const pointsOf = (metric: Metric | undefined) => (metric === undefined ? [] : (answers[metrics.indexOf(metric)]?.points ?? []));
  const all = lines.map(({ label, color, dashed = false, metric, with: second, derive }) => ({
    label,
    color,
    dashed,
    points: derive ? derive(pointsOf(metric), pointsOf(second)) : pointsOf(metric),
  }));
  const known = all.filter((each) => each.points.some((point) => point.count > 0));
  return known.length === 0 ? all : known;
}
