import type { PairingStatus } from "~/api/schema";
import { PAIRING } from "~/features/pairing/pairingStates";
import { ToneBadge } from "~/ui/StatusBadge";

/** Whether a miner's node has a login that works. */
export function PairingBadge({ status }: { readonly status: PairingStatus }) {
  const { icon, tone, label, means } = PAIRING[status];
  return <ToneBadge icon={icon} tone={tone} label={label} title={means} />;
}
