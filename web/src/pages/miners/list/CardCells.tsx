import type { DeviceBody } from "~/api/schema";
import { hottest } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/list/MinerList.module.css";
import { Age } from "~/ui/Age";
import { StatusBadge } from "~/ui/StatusBadge";
import { hashrate, power, temperature } from "~/units/format";

interface Props {
  readonly device: DeviceBody;
  readonly href: string;
}

/** A miner on a narrow screen: what matters most, in two lines. */
export function CardCells({ device, href }: Props) {
  return (
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
  );
}
