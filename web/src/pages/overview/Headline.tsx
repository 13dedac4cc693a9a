import { useQuery } from "@tanstack/react-query";

import type { SummaryBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { totalQuery } from "~/features/fleet/queries";
import { DOES_NOT_HASH, ofExpected, PAIRED, uptime } from "~/pages/overview/figures";
import classes from "~/pages/overview/Overview.module.css";
import { Stat } from "~/ui/Stat";
import { TextLink } from "~/ui/TextLink";
import { count, efficiency, hashrate, percent, power } from "~/units/format";

interface Props {
  readonly all: SummaryBody;
  readonly paired: SummaryBody;
  /** Filter of the scope. */
  readonly scope: string;
}

const NOT_LIVE = "status:offline,unavailable";

/** What the fleet does now, in five figures. */
export function Headline({ all, paired, scope }: Props) {
  const metered = useQuery(totalQuery(both(scope, `power:* -${NOT_LIVE}`))).data;
  const up = uptime(paired);
  const silent = all.devices - all.reporting;
  const someReport = all.reporting > 0;
  return (
    <section aria-label="Headline figures" className={classes.headline}>
      <Stat
        label="Hashrate"
        value={someReport ? hashrate(all.hashrate_hs) : "–"}
        note={`${percent(ofExpected(all), 1)} of ${hashrate(someReport ? all.expected_hashrate_hs : null)} expected`}
      />
      <Stat
        label="Power"
        value={power(metered ? all.power_watts : null)}
        note={
          metered !== undefined && (
            <>
              <TextLink to="/miners" search={{ filter: both(scope, `power:* -${NOT_LIVE}`) }}>{count(metered)}</TextLink>
              {` of ${count(all.devices)} tell it`}
            </>
          )
        }
      />
      <Stat label="Efficiency" value={efficiency(all.efficiency_j_per_h)} note="of those that tell power" />
      <Stat
        label="Uptime"
        value={percent(up.share, 1)}
        note={
          up.hashing === up.should ? (
            `all ${count(up.should)} that should hash do`
          ) : (
            <>
              <TextLink to="/miners" search={{ filter: both(scope, PAIRED, DOES_NOT_HASH) }}>{count(up.should - up.hashing)}</TextLink>
              {` of ${count(up.should)} do not hash`}
            </>
          )
        }
      />
      <Stat
        label="Miners"
        value={<TextLink to="/miners" search={scope === "" ? {} : { filter: scope }}>{count(all.devices)}</TextLink>}
        note={
          silent === 0 ? (
            "all report"
          ) : (
            <>
              <TextLink to="/miners" search={{ filter: both(scope, `${NOT_LIVE} OR -hashrate:*`) }}>{count(silent)}</TextLink>
              {` do not report`}
            </>
          )
        }
      />
    </section>
  );
}
