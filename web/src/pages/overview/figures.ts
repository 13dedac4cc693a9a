import type { DeviceStatus, SummaryBody } from "~/api/schema";

/** Filter term of miners that their node has a login for: the ones one can expect anything of. */
export const PAIRED = "pairing:paired,default_password";

const HASHES: readonly DeviceStatus[] = ["HASHING", "DEGRADED"];
const SHOULD_NOT: readonly DeviceStatus[] = ["IDLE", "CURTAILED", "UPDATING"];

/** Filter term of miners that should hash and do not. With `PAIRED`. */
export const DOES_NOT_HASH = "status:error,offline,unavailable,needs_pool,rebooting";

/** How many of the miners that should hash do. Nobody expects it of those asleep, curtailed or updating. */
export interface Uptime {
  readonly hashing: number;
  readonly should: number;
  /** Null where none should. */
  readonly share: number | null;
}

export function uptime(paired: SummaryBody): Uptime {
  const of = (statuses: readonly DeviceStatus[]) => statuses.reduce((sum, status) => sum + (paired.by_status[status] ?? 0), 0);
  const should = paired.devices - of(SHOULD_NOT);
  const hashing = of(HASHES);
  return { hashing, should, share: should > 0 ? hashing / should : null };
}

/** Hashrate as a share of what those that report should do; null where nothing is expected. */
export function ofExpected(summary: SummaryBody): number | null {
  return summary.expected_hashrate_hs > 0 ? summary.hashrate_hs / summary.expected_hashrate_hs : null;
}
