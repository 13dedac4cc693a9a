import type { DeviceBody } from "~/api/schema";
import { measurements, whereabouts } from "~/pages/miners/list/card";
import classes from "~/pages/miners/list/MinerList.module.css";
import { Age } from "~/ui/Age";
import { StatusBadge } from "~/ui/StatusBadge";

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
        <span className={classes.where}>{whereabouts(device)}</span>
      </span>
      <span role="gridcell" className={classes.badge}>
        <StatusBadge status={device.status} />
      </span>
      <span role="gridcell" className={classes.facts}>
        {measurements(device).map((text) => (
          <span key={text}>{text}</span>
        ))}
      </span>
      <span role="gridcell" className={classes.when}>
        <Age atMs={device.last_report_ms} />
      </span>
    </>
  );
}
