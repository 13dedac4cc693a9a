import uPlot from "uplot";

import { timeLabels, valueLabels, valueRange } from "~/ui/chart/axes";
import type { ChartColor, ChartSeries, Span } from "~/ui/chart/points";

/** What a plot asks of the chart around it, read anew at each use. */
export interface PlotOwner {
  readonly format: (value: number) => string;
  readonly timeZone: string | undefined;
  readonly span: Span;
  readonly fromZero: boolean;
  readonly onPoint: (atMs: number | null) => void;
  readonly onZoom: ((span: Span) => void) | undefined;
}

/** Each chart series is three of uPlot's: mean, low, high. */
const COLUMNS = 3;
/** Opacity of a band, as the last byte of a colour. */
const BAND_ALPHA = "2b";
const TICK_PX = 70;
const AXIS_FONT = '11px "Inter Variable", system-ui, sans-serif';
const LEAST_DRAG_PX = 6;

/** Everything uPlot needs for these series; colours come from the theme at each drawing. */
export function plotOptions(series: readonly Pick<ChartSeries, "label" | "color" | "dashed">[], owner: () => PlotOwner): Omit<uPlot.Options, "width" | "height"> {
  return {
    ms: 1,
    tzDate: (ms) => zoned(ms, owner().timeZone),
    padding: [10, 22, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
      hover: { skip: [] },
      points: { size: (_u, index) => (isMean(index) ? 7 : 0) },
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: true, range: () => [owner().span.fromMs, owner().span.toMs] },
      y: { range: (_, low, high) => valueRange(low, high, owner().fromZero) },
    },
    axes: [
      { ...axis(), space: TICK_PX, size: 36, values: (_u, ticks, _axis, _space, stepMs) => timeLabels(ticks, stepMs, owner().timeZone) },
      { ...axis(), space: 30, size: axisWidth, values: (u, ticks) => (u.data[0].length === 0 ? [] : valueLabels(ticks, owner().format)) },
    ],
    series: [{}, ...series.flatMap(lines)],
    bands: series.flatMap((each, index) => (each.dashed ? [] : [band(each.color, index)])),
    hooks: { setCursor: [(u) => owner().onPoint(pointedAt(u))], setSelect: [(u) => zoom(u, owner().onZoom)] },
  };
}

function lines({ label, color, dashed }: Pick<ChartSeries, "label" | "color" | "dashed">): uPlot.Series[] {
  const edge: uPlot.Series = { points: { show: false } };
  return [
    {
      label,
      stroke: () => css(color),
      width: 1.5,
      ...(dashed ? { dash: [5, 4] } : {}),
      points: { show: true, size: 4, fill: () => css(color), width: 0, filter: lonely },
    },
    edge,
    edge,
  ];
}

function band(color: ChartColor, index: number): uPlot.Band {
  const mean = 1 + index * COLUMNS;
  return { series: [mean + 2, mean + 1], fill: () => css(color) + BAND_ALPHA };
}

/** A line needs two points: one that stands alone is drawn as a dot. */
function lonely(u: uPlot, seriesIndex: number): number[] {
  const column = u.data[seriesIndex] ?? [];
  const known: number[] = [];
  for (let index = 0; index < column.length; index += 1) if (column[index] !== undefined) known.push(index);
  return known.filter((at, index) => column[at] !== null && !drawn(column, known[index - 1]) && !drawn(column, known[index + 1]));
}

function drawn(column: ArrayLike<number | null | undefined>, at: number | undefined): boolean {
  return at !== undefined && column[at] != null;
}

function axis(): uPlot.Axis {
  return {
    font: AXIS_FONT,
    gap: 6,
    stroke: () => css("--mantine-color-dimmed"),
    grid: { stroke: () => css("--line"), width: 1 },
    ticks: { show: false },
  };
}

/** As wide as its longest label. */
function axisWidth(u: uPlot, values: string[] | null): number {
  u.ctx.save();
  u.ctx.font = AXIS_FONT;
  const widest = Math.max(0, ...(values ?? []).map((text) => u.ctx.measureText(text).width));
  u.ctx.restore();
  return Math.ceil(widest) + 14;
}

function isMean(seriesIndex: number): boolean {
  return seriesIndex % COLUMNS === 1;
}

function pointedAt(u: uPlot): number | null {
  const index = u.cursor.idx;
  return index == null || (u.cursor.left ?? -1) < 0 ? null : (u.data[0][index] ?? null);
}

function zoom(u: uPlot, onZoom: PlotOwner["onZoom"]): void {
  const { left, width } = u.select;
  if (width < LEAST_DRAG_PX) return;
  const span = { fromMs: Math.round(u.posToVal(left, "x")), toMs: Math.round(u.posToVal(left + width, "x")) };
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom?.(span);
}

/** A colour of the theme as it is in the present scheme. */
function css(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

/** A date whose local fields read like the zone's: ticks are placed by them. */
function zoned(ms: number, timeZone: string | undefined): Date {
  const date = new Date(ms);
  return timeZone === undefined ? date : uPlot.tzDate(date, timeZone);
}
