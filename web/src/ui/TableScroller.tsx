import type { ReactNode } from "react";

import classes from "~/ui/TableScroller.module.css";

interface Props {
  /** What the table is of. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Lets a table that is wider than the page scroll by itself, by touch and by the arrow keys. */
export function TableScroller({ label, children }: Props) {
  return (
    <div className={classes.scroller} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
