import { IconKey, IconLockExclamation } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { PairForm } from "~/pages/miner/PairForm";
import { needsPairing } from "~/pages/miner/standing";
import { Notice } from "~/ui/Notice";

const TITLES: Partial<Record<DeviceBody["pairing"], string>> = {
  UNPAIRED: "Not paired",
  AUTHENTICATION_NEEDED: "Its node needs a login",
  FAILED: "Pairing failed",
};

const MEANS: Partial<Record<DeviceBody["pairing"], string>> = {
  UNPAIRED: "It was found, but no node may act for it. Pair it to read it in full and to give it commands.",
  AUTHENTICATION_NEEDED: "None of the logins that were tried works. Give the one that was set on the miner.",
  FAILED: "The node could not finish. Check that the miner answers, then pair it again.",
};

/** What stands between a miner and its node, and the way to mend it in place. */
export function PairingNotice({ device }: { readonly device: DeviceBody }) {
  const mayPair = useCan()("pair_devices");
  if (device.pairing === "DEFAULT_PASSWORD") return <DefaultPassword />;
  if (!needsPairing(device.pairing)) return null;
  return (
    <Notice icon={IconLockExclamation} tone="warn" title={TITLES[device.pairing] ?? ""}>
      <p>{MEANS[device.pairing]}</p>
      {device.problem !== null && <p>{`${device.problem.message} (${device.problem.code})`}</p>}
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
