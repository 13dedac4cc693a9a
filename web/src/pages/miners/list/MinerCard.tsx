import { memo } from "react";

import { hottest } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/list/MinerList.module.css";
import type { RowProps } from "~/pages/miners/list/MinerRow";
import { Age } from "~/ui/Age";
import { StatusBadge } from "~/ui/StatusBadge";
import { hashrate, power, temperature } from "~/units/format";

/** One miner on a narrow screen: two lines, the same row to whoever listens to it. */
export const MinerCard = memo(function MinerCard({ device, index, top, isSelected, isStop, href }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={device === undefined || undefined}
      className={classes.card}
      data-index={index}
      data-id={device?.id}
      tabIndex={isStop ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className={classes.check}>
        <input type="checkbox" tabIndex={-1} readOnly checked={isSelected} disabled={device === undefined} aria-label={`Select ${device?.name ?? "a row on its way"}`} />
      </span>
      {device === undefined ? (
        <span role="gridcell" className={classes.title}>
          <i className={classes.ghost} />
        </span>
      ) : (
        <>
          <span role="rowheader" className={classes.title}>
            <a href={href} tabIndex={-1}>
              {device.name}
            </a>
          </span>
          <span role="gridcell" className={classes.badge}>
            <StatusBadge status={device.status} />
          </span>
          <span role="gridcell" className={classes.facts}>
            <span>{hashrate(device.hashrate_hs)}</span>
            <span>{power(device.power_watts)}</span>
            <span>{temperature(hottest(device))}</span>
          </span>
          <span role="gridcell" className={classes.when}>
            <Age atMs={device.last_report_ms} />
          </span>
        </>
      )}
    </div>
  );
});
