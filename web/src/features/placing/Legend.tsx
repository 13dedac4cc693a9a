import { Link } from "@tanstack/react-router";

import type { DeviceBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { legend, type ColourBy } from "~/features/placing/colouring";
import classes from "~/features/placing/Legend.module.css";
import { count as counted } from "~/units/format";

interface Props {
  readonly by: ColourBy;
  readonly devices: readonly DeviceBody[];
  /** Filter of the place shown: counts link to exactly these miners of it. */
  readonly filter: string;
}

/** What the colours mean, in words, with how many there are of each. */
export function Legend({ by, devices, filter }: Props) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {legend(by, devices).map(({ band, count }) => (
        <li key={band.key} className={classes.line}>
          <span className={classes.swatch} data-tone={band.tone} aria-hidden>
            {band.icon && <band.icon size={12} stroke={2} />}
          </span>
          {band.label}
          {band.filter === null ? (
            <span className={classes.count}>{counted(count)}</span>
          ) : (
            <Link to="/miners" search={{ filter: both(filter, band.filter) }} className={classes.count ?? ""} aria-label={`${counted(count)} ${band.label}: list`}>
              {counted(count)}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
