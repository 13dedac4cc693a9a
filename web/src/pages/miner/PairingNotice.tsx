import { IconKey, IconLockExclamation } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { PairForm } from "~/pages/miner/PairForm";
import { isStale } from "~/domain/freshness";
import { hindranceOf } from "~/pages/miner/standing";
import { Notice } from "~/ui/Notice";

/** What stands between a miner and its node, and the way to mend it in place. */
export function PairingNotice({ device }: { readonly device: DeviceBody }) {
  const mayPair = useCan()("pair_devices");
  const hindrance = hindranceOf(device);
  if (hindrance === null) return device.pairing === "DEFAULT_PASSWORD" ? <DefaultPassword /> : null;
  return (
    <Notice icon={IconLockExclamation} tone="warn" title={hindrance.title}>
      <p>{hindrance.means}</p>
      {device.problem !== null && !isStale(device) && <p>{`${device.problem.message} (${device.problem.code})`}</p>}
      {mayPair ? <PairForm device={device} /> : <p>Your role may not pair miners: ask an operator.</p>}
    </Notice>
  );
}

function DefaultPassword() {
  return (
    <Notice icon={IconKey} tone="warn" title="It still has its maker's password">
      <p>Whoever reaches its network can change where it mines. Set another one with the command Password.</p>
    </Notice>
  );
}
