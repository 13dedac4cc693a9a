import { memo } from "react";

import type { DeviceBody } from "~/api/schema";
import { isStale } from "~/domain/freshness";
import type { Column } from "~/pages/miners/columns/columns";
import { CardCells } from "~/pages/miners/list/CardCells";
import { LineCells } from "~/pages/miners/list/LineCells";
import classes from "~/pages/miners/list/MinerList.module.css";

interface Props {
  /** Undefined while it is on its way: the ghosts behind the rows are seen. */
  readonly device: DeviceBody | undefined;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly asCard: boolean;
  readonly isSelected: boolean;
  /** Whether Tab leads to this row. */
  readonly isStop: boolean;
  /** The miner's page. */
  readonly href: string;
}

/** One miner in the list. Plain elements only: dozens of rows change at a time, many times a second. */
export const MinerRow = memo(function MinerRow({ device, index, top, columns, asCard, isSelected, isStop, href }: Props) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={asCard ? classes.card : classes.row}
      data-index={index}
      data-id={device?.id}
      data-stale={device !== undefined && isStale(device)}
      tabIndex={isStop ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
    >
      {device === undefined ? (
        <span role="gridcell" className={classes.waiting}>
          On its way
        </span>
      ) : (
        <>
          <span role="gridcell" className={classes.check}>
            <input type="checkbox" tabIndex={-1} readOnly checked={isSelected} aria-label={`Select ${device.name}`} />
          </span>
          {asCard ? <CardCells device={device} href={href} /> : <LineCells device={device} href={href} columns={columns} />}
        </>
      )}
    </div>
  );
});
