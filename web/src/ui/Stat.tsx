import type { ReactNode } from "react";

import classes from "~/ui/Stat.module.css";

interface Props {
  readonly label: string;
  readonly value: ReactNode;
  /** A line under the value: what it is measured against, or how old it is. */
  readonly note?: ReactNode;
}

/** One headline figure with its name. */
export function Stat({ label, value, note }: Props) {
  return (
    <div className={classes.stat}>
      <span className={classes.label}>{label}</span>
      <span className={`${classes.value ?? ""} live-value`}>{value}</span>
      {note !== undefined && <span className={classes.note}>{note}</span>}
    </div>
  );
}
