import { pointAt, type ChartSeries } from "~/ui/chart/points";
import classes from "~/ui/chart/Readout.module.css";
import { moment } from "~/units/time";

interface Props {
  readonly series: readonly ChartSeries[];
  readonly format: (value: number | null) => string;
  /** Null reads the newest values. */
  readonly atMs: number | null;
  readonly timeZone?: string | undefined;
}

/** The legend of a chart, with the values under the crosshair and their time. */
export function Readout({ series, format, atMs, timeZone }: Props) {
  const points = series.map((each) => pointAt(each.points, atMs));
  const time = atMs ?? Math.max(0, ...points.map((point) => point?.at_ms ?? 0));
  return (
    <div className={classes.readout}>
      {series.map((each, index) => {
        const point = points[index];
        const wide = !each.dashed && point != null && point.low !== null && point.low !== point.high;
        return (
          <span key={each.label} className={classes.item}>
            <span className={classes.swatch} data-dashed={each.dashed ?? false} style={{ color: `var(${each.color})` }} aria-hidden />
            <span className={classes.label}>{each.label}</span>
            <span className={`${classes.value ?? ""} live-value`}>{format(point?.mean ?? null)}</span>
            {wide && atMs !== null && <span className={classes.label}>{`${format(point.low)} to ${format(point.high)}`}</span>}
          </span>
        );
      })}
      {time > 0 && <span className={classes.time}>{moment(time, timeZone)}</span>}
    </div>
  );
}
