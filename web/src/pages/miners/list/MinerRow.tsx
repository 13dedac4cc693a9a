import { memo } from "react";

import type { DeviceBody } from "~/api/schema";
import type { Column } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/list/MinerList.module.css";

/** What every kind of row is given. `device` is undefined while it is on its way. */
export interface RowProps {
  readonly device: DeviceBody | undefined;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly isSelected: boolean;
  /** Whether Tab leads to this row. */
  readonly isStop: boolean;
  /** The miner's page. */
  readonly href: string;
}

/** One miner as a line of cells. Plain elements only: dozens change at a time, many times a second. */
export const MinerRow = memo(function MinerRow({ device, index, top, columns, isSelected, isStop, href }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={device === undefined || undefined}
      className={classes.row}
      data-index={index}
      data-id={device?.id}
      tabIndex={isStop ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className={classes.check}>
        <input type="checkbox" tabIndex={-1} readOnly checked={isSelected} disabled={device === undefined} aria-label={`Select ${device?.name ?? "a row on its way"}`} />
      </span>
      <span role="rowheader" className={classes.name}>
        {device === undefined ? (
          <i className={classes.ghost} />
        ) : (
          <a href={href} tabIndex={-1} title={device.name}>
            {device.name}
          </a>
        )}
      </span>
      {columns.map(({ key, numeric, cell }) => {
        const content = device === undefined ? <i className={classes.ghost} /> : cell(device);
        return (
          <span key={key} role="gridcell" className={numeric ? classes.figure : classes.cell} title={typeof content === "string" ? content : undefined}>
            {content}
          </span>
        );
      })}
    </div>
  );
});
