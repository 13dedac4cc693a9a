import type { PairingStatus, SummaryBody } from "~/api/schema";
import { both, exactly } from "~/domain/filters";
import { PAIRING, pairingFilter, WAITING } from "~/features/pairing/pairingStates";

/** Groups of the miners that wait for pairing, by their status. */
export const WAITING_GROUPS: readonly { readonly key: string; readonly status: PairingStatus; readonly label: string }[] = WAITING.map(
  (status) => ({ key: status.toLowerCase(), status, label: PAIRING[status].label }),
);

/** The filter of the list that is shown: everything that waits, or one group or model of it. */
export function waitingFilter(show: string | undefined, model: string | undefined): string {
  const group = WAITING_GROUPS.find((each) => each.key === show);
  return both(pairingFilter(group ? [group.status] : WAITING), model === undefined ? "" : exactly("model", model));
}

/** How many of a fleet wait for pairing. */
export function waitingCount(fleet: SummaryBody): number {
  return WAITING.reduce((sum, status) => sum + (fleet.by_pairing[status] ?? 0), 0);
}
