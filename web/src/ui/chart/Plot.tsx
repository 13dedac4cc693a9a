import "uplot/dist/uPlot.min.css";
import "~/ui/chart/plot.css";

import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";

import type { Crosshair } from "~/ui/chart/crosshair";
import { plotOptions, type PlotOwner } from "~/ui/chart/plotOptions";
import type { Aligned, ChartSeries, Span } from "~/ui/chart/points";

interface Props {
  readonly series: readonly ChartSeries[];
  readonly data: Aligned;
  readonly span: Span;
  readonly width: number;
  readonly height: number;
  readonly format: (value: number) => string;
  readonly timeZone?: string | undefined;
  readonly fromZero: boolean;
  readonly crosshair: Crosshair;
  readonly onZoom?: ((span: Span) => void) | undefined;
}

/** The canvas of a chart. In a chunk of its own, with uPlot: use `TimeChart`. */
export function Plot({ series, data, span, width, height, format, timeZone, fromZero, crosshair, onZoom }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const pointing = useRef(false);
  const owner = useRef<PlotOwner>({ format, timeZone, span, fromZero, onPoint: crosshair.set, onZoom });
  const shape = JSON.stringify(series.map(({ label, color, dashed }) => ({ label, color, dashed })));
  const columns = useMemo(() => [data.times, ...data.columns.flat()] as uPlot.AlignedData, [data]);

  useEffect(() => {
    const onPoint = (atMs: number | null) => {
      pointing.current = true;
      crosshair.set(atMs);
      pointing.current = false;
    };
    owner.current = { format, timeZone, span, fromZero, onPoint, onZoom };
  });

  useEffect(() => {
    const lines = JSON.parse(shape) as Pick<ChartSeries, "label" | "color" | "dashed">[];
    const options = plotOptions(lines, () => owner.current);
    const made = new uPlot({ ...options, width: 1, height: 1 }, undefined, holder.current ?? undefined);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [shape]);

  useEffect(() => plot.current?.setSize({ width, height }), [shape, width, height]);
  useEffect(() => plot.current?.setData(columns), [shape, columns, span, fromZero]);

  const scheme = useComputedColorScheme();
  useEffect(() => {
    const frame = requestAnimationFrame(() => plot.current?.redraw(false));
    return () => cancelAnimationFrame(frame);
  }, [scheme]);

  useEffect(
    () =>
      crosshair.watch(() => {
        if (!pointing.current && plot.current !== null) point(plot.current, crosshair.current());
      }),
    [crosshair],
  );

  return <div ref={holder} aria-hidden />;
}

/** Show the crosshair where another chart, or a key, has put it. */
function point(plot: uPlot, atMs: number | null): void {
  const left = atMs === null ? -10 : plot.valToPos(atMs, "x");
  plot.setCursor({ left, top: atMs === null ? -10 : plot.over.clientHeight / 2 }, false);
}
