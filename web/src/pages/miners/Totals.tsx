import { useQuery } from "@tanstack/react-query";

import { summaryQuery } from "~/features/fleet/queries";
import { count, efficiency, hashrate, power, UNKNOWN } from "~/units/format";
import { clock } from "~/units/time";

interface Props {
  readonly filter: string;
  readonly total: number;
}

export const SUMMARY_MS = 10_000;

/** How many miners match, what they do together, and when that was. */
export function Totals({ filter, total }: Props) {
  const { data: sums } = useQuery({ ...summaryQuery(filter), refetchInterval: SUMMARY_MS });
  if (sums === undefined) return <span className="live-value">{`${count(total)} · …`}</span>;
  const together = sums.reporting === 0 ? UNKNOWN : `${hashrate(sums.hashrate_hs)} · ${power(sums.power_watts)} · ${efficiency(sums.efficiency_j_per_h)}`;
  return (
    <span className="live-value">
      {`${count(total)} · ${together} · as of `}
      <time dateTime={new Date(sums.now_ms).toISOString()}>{clock(sums.now_ms)}</time>
    </span>
  );
}
