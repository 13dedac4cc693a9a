import type { SummaryBody } from "~/api/schema";
import classes from "~/pages/curtail/CurtailStats.module.css";
import { Panel } from "~/ui/Panel";
import { Stat } from "~/ui/Stat";
import { TextLink } from "~/ui/TextLink";
import { count, hashrate, power } from "~/units/format";

/** What the site draws now, and how much of it is curtailed. */
export function CurtailStats({ all }: { readonly all: SummaryBody }) {
  return (
    <Panel>
      <div className={classes.stats}>
        <Stat label="Power" value={power(all.power_watts)} note="of miners that tell it" />
        <Stat label="Hashrate" value={hashrate(all.hashrate_hs)} />
        <Stat label="Miners" value={<TextLink to="/miners">{count(all.devices)}</TextLink>} />
        <Stat
          label="Curtailed"
          value={
            <TextLink to="/miners" search={{ filter: "status:curtailed" }}>
              {count(all.by_status.CURTAILED ?? 0)}
            </TextLink>
          }
        />
      </div>
    </Panel>
  );
}
