import { useQuery } from "@tanstack/react-query";

import { summaryQuery } from "~/features/fleet/queries";
import { StatusBar } from "~/features/fleet/StatusBar";
import classes from "~/pages/sites/PlaceFigures.module.css";
import { Age } from "~/ui/Age";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { Stat } from "~/ui/Stat";
import { TextLink } from "~/ui/TextLink";
import { count, efficiency, hashrate, percent, power } from "~/units/format";

/** What the miners of a place do together, now. */
export function PlaceFigures({ filter }: { readonly filter: string }) {
  const { data, error } = useQuery(summaryQuery(filter));
  if (error) return <ProblemAlert error={error} />;
  const expected = data && data.expected_hashrate_hs > 0 ? data.hashrate_hs / data.expected_hashrate_hs : null;
  const minersLink = <TextLink to="/miners" search={filter === "" ? {} : { filter }}>{count(data?.devices)}</TextLink>;
  return (
    <div className={classes.figures}>
      <Stat label="Miners" value={minersLink} note={data && `${count(data.reporting)} report`} />
      <Stat label="Hashrate" value={hashrate(data?.reporting === 0 ? null : data?.hashrate_hs)} note={`${percent(expected)} of expected`} />
      <Stat label="Power" value={power(data?.power_watts === 0 ? null : data?.power_watts)} note={efficiency(data?.efficiency_j_per_h)} />
      <div className={classes.bar}>
        <StatusBar counts={data?.by_status ?? {}} />
        <span className={classes.age}>as of {data ? <Age atMs={data.now_ms} /> : "–"}</span>
      </div>
    </div>
  );
}
