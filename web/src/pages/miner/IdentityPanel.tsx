import type { DeviceBody } from "~/api/schema";
import { Fact } from "~/pages/miner/Fact";
import classes from "~/pages/miner/MinerFacts.module.css";
import { Panel } from "~/ui/Panel";
import { UNKNOWN } from "~/units/format";
import { moment } from "~/units/time";

interface Props {
  readonly device: DeviceBody;
  readonly timeZone: string | undefined;
}

/** By what it is known: what only matters to those who look closer. */
export function IdentityPanel({ device, timeZone }: Props) {
  return (
    <Panel title="What it is">
      <dl className={classes.facts}>
        <Fact name="Control board">{device.control_board || UNKNOWN}</Fact>
        <Fact name="Host name">{device.hostname || UNKNOWN}</Fact>
        <Fact name="Known by">{device.key}</Fact>
        <Fact name="Number">{device.id}</Fact>
        <Fact name="Found">{moment(device.discovered_at_ms, timeZone)}</Fact>
      </dl>
    </Panel>
  );
}
