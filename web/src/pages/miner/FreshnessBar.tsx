import type { DeviceBody } from "~/api/schema";
import classes from "~/pages/miner/FreshnessBar.module.css";
import { Age } from "~/ui/Age";
import { moment } from "~/units/time";

interface Props {
  readonly device: DeviceBody;
  readonly timeZone: string | undefined;
}

/** How old what the page shows is: it stays in sight. */
export function FreshnessBar({ device, timeZone }: Props) {
  if (device.last_report_ms === null) return <span className={classes.never}>It has not reported yet</span>;
  return (
    <span className={classes.age}>
      {"Newest report "}
      <Age atMs={device.last_report_ms} {...(timeZone === undefined ? {} : { timeZone })} />
      <span className={classes.moment}>{moment(device.last_report_ms, timeZone)}</span>
    </span>
  );
}
