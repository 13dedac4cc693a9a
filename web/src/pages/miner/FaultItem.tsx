import { Code } from "@mantine/core";

import type { FaultBody } from "~/api/schema";
import { partName } from "~/domain/components";
import { exactly } from "~/domain/filters";
import { SEVERITIES } from "~/domain/severities";
import classes from "~/pages/miner/FaultsPanel.module.css";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { TextLink } from "~/ui/TextLink";
import { moment } from "~/units/time";

interface Props {
  readonly fault: FaultBody;
  readonly timeZone: string | undefined;
}

/** One open fault: how bad, which part, what to do, since when, and who else has it. */
export function FaultItem({ fault, timeZone }: Props) {
  const look = SEVERITIES[fault.severity];
  const zone = timeZone === undefined ? {} : { timeZone };
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <ToneBadge icon={look.icon} tone={look.tone} label={look.label} title={look.means} />
        <strong>{partName(fault.component_kind, fault.component_slot)}</strong>
        <span>{fault.message}</span>
      </div>
      <p className={classes.action}>
        <span className={classes.dim}>What to do: </span>
        {fault.action}
      </p>
      <p className={classes.meta}>
        <Code>{fault.code}</Code>
        {fault.vendor_code !== "" && <span>{`vendor code ${fault.vendor_code}`}</span>}
        <span>
          {`since ${moment(fault.first_seen_ms, timeZone)} (`}
          <Age atMs={fault.first_seen_ms} {...zone} />
          {"), last seen "}
          <Age atMs={fault.last_seen_ms} {...zone} />
        </span>
        <TextLink to="/miners" search={{ filter: exactly("fault", fault.code) }}>
          all miners with it
        </TextLink>
      </p>
    </li>
  );
}
