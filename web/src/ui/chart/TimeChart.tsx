import { Skeleton } from "@mantine/core";
import { lazy, Suspense, useMemo, useState, type KeyboardEvent } from "react";

import { useCrosshair, useCrosshairAt } from "~/ui/chart/crosshair";
import { keyed } from "~/ui/chart/chartKeys";
import { align, nearest, type ChartSeries, type Span } from "~/ui/chart/points";
import { Readout } from "~/ui/chart/Readout";
import { spoken, summary } from "~/ui/chart/summary";
import classes from "~/ui/chart/TimeChart.module.css";
import { useWidth } from "~/ui/chart/useWidth";

const Plot = lazy(async () => ({ default: (await import("~/ui/chart/Plot")).Plot }));

interface Props {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** A value as people read it: one of `units/format`. */
  readonly format: (value: number | null) => string;
  /** What the time axis shows, whether or not there is data for all of it. */
  readonly span: Span;
  /** The site's zone; the reader's own without. */
  readonly timeZone?: string | undefined;
  /** Let the value axis begin at 0: for sums and rates. */
  readonly fromZero?: boolean;
  readonly height?: number;
  /** After a part was chosen, by dragging or with + and -. Without it there is no zoom. */
  readonly onZoom?: ((span: Span) => void) | undefined;
}

/**
 * Values over time: lines of means in bands from low to high. The arrow keys move the crosshair.
 *
 * `SeriesChart` is this with the data of a miner or of a fleet.
 */
export function TimeChart({ title, series, format, span, timeZone, fromZero = false, height = 180, onZoom }: Props) {
  const { ref, width } = useWidth();
  const crosshair = useCrosshair();
  const atMs = useCrosshairAt(crosshair);
  const [focused, setFocused] = useState(false);
  const data = useMemo(() => align(series), [series]);
  const { times } = data;

  const press = (event: KeyboardEvent) => {
    const act = keyed(event.key, { times, atMs, span });
    if (act === null || (act.zoom !== undefined && onZoom === undefined)) return;
    event.preventDefault();
    if (act.zoom !== undefined) onZoom?.(act.zoom);
    else crosshair.set(act.atMs);
  };

  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <h3 className={classes.title}>{title}</h3>
        <Readout series={series} format={format} atMs={atMs} timeZone={timeZone} />
      </figcaption>
      <p className={classes.spoken}>{summary(title, series, format, span, timeZone)}</p>
      <div
        ref={ref}
        className={classes.plot}
        style={{ height }}
        tabIndex={0}
        role="slider"
        aria-label={`${title}, moment`}
        aria-description={onZoom ? "Arrow keys move the moment, plus and minus zoom." : "Arrow keys move the moment."}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(times.length - 1, 0)}
        aria-valuenow={times.length === 0 ? 0 : nearest(times, atMs ?? Infinity)}
        aria-valuetext={focused ? spoken(series, format, atMs ?? times.at(-1) ?? null, timeZone) : undefined}
        onKeyDown={press}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {width > 0 && (
          <Suspense fallback={<Skeleton height={height} />}>
            <Plot {...{ series, data, span, width, height, format, timeZone, fromZero, crosshair, onZoom }} />
          </Suspense>
        )}
        {times.length === 0 && <p className={classes.nothing}>Nothing was measured in this time.</p>}
      </div>
    </figure>
  );
}
