import { IconCloudOff, IconPlugOff } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { hindranceOf } from "~/pages/miner/standing";
import { Notice } from "~/ui/Notice";
import { TextLink } from "~/ui/TextLink";
import { moment } from "~/units/time";

interface Props {
  readonly device: DeviceBody;
  readonly timeZone: string | undefined;
}

/** Why nothing is known of a miner now, since when, and how old what stands below is. */
export function StaleNotice({ device, timeZone }: Props) {
  const since = moment(device.status_since_ms, timeZone);
  const unavailable = device.status === "UNAVAILABLE";
  return (
    <Notice
      icon={unavailable ? IconCloudOff : IconPlugOff}
      tone={unavailable ? "unknown" : "bad"}
      title={unavailable ? `Unavailable since ${since}` : `Offline since ${since}`}
    >
      <p>{unavailable ? <NodeLost /> : <Unreached device={device} />}</p>
      <p>{device.last_report_ms === null ? "It has never reported." : `All values below are of ${moment(device.last_report_ms, timeZone)}.`}</p>
    </Notice>
  );
}

function NodeLost() {
  return (
    <>
      Its <TextLink to="/nodes">node</TextLink> is out of contact: nobody knows how the miner is. It may well be hashing.
    </>
  );
}

/** What its node found when it asked last; what a login would mend is said where it is given. */
function Unreached({ device }: { readonly device: DeviceBody }) {
  const { problem } = device;
  if (problem === null) return <>It does not answer its node. Check its power, its network cable and its address.</>;
  const mend = hindranceOf(device) === null ? ` ${problem.action}` : "";
  return <>{`Its node cannot read it: ${problem.message} (${problem.code}).${mend}`}</>;
}
