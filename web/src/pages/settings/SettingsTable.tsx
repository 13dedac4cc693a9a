import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "~/pages/settings/SettingsTable.module.css";

interface Props {
  /** What it lists: its name for those who do not see it. */
  readonly label: string;
  readonly columns: readonly string[];
  /** Whether the last column holds the acts of a row, under no visible heading. */
  readonly acts?: boolean;
  readonly children: ReactNode;
}

/** A table in its own scroller; rows begin with a `th`. */
export function SettingsTable({ label, columns, acts = false, children }: Props) {
  return (
    <div className={classes.scroller} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            {acts && (
              <th scope="col">
                <VisuallyHidden>Acts</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
