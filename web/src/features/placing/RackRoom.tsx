import type { CSSProperties } from "react";

import type { RackBody } from "~/api/schema";
import type { MapMode } from "~/features/placing/map";
import classes from "~/features/placing/RackGrid.module.css";

/** The room that a rack takes while it is off the screen: thousands of slots are drawn only where somebody looks. */
export function RackRoom({ rack, mode }: { readonly rack: RackBody; readonly mode: MapMode }) {
  const size = { "--rows": rack.rows, "--columns": rack.columns } as CSSProperties;
  return <div className={`${classes.grid ?? ""} ${classes.room ?? ""}`} data-mode={mode} style={size} />;
}
