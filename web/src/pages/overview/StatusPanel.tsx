import type { SummaryBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { STATUSES, STATUS_ORDER } from "~/domain/statuses";
import { StatusBar } from "~/features/fleet/StatusBar";
import classes from "~/pages/overview/StatusPanel.module.css";
import { Panel } from "~/ui/Panel";
import { TextLink } from "~/ui/TextLink";
import { count, percent } from "~/units/format";

/** How many miners have each status, in order of need; each count leads to exactly these. */
export function StatusPanel({ all, scope }: { readonly all: SummaryBody; readonly scope: string }) {
  return (
    <Panel title="Statuses">
      <StatusBar counts={all.by_status} />
      <ul className={classes.list}>
        {STATUS_ORDER.filter((status) => (all.by_status[status] ?? 0) > 0).map((status) => {
          const { label, icon: Icon, tone, means } = STATUSES[status];
          const number = all.by_status[status] ?? 0;
          return (
            <li key={status} className={classes.line} data-tone={tone} title={means}>
              <Icon size={16} stroke={1.8} aria-hidden className={classes.icon} />
              <TextLink to="/miners" search={{ filter: both(scope, `status:${status.toLowerCase()}`) }} className={classes.label ?? ""}>
                {label}
                <span className={`${classes.count ?? ""} live-value`}>{count(number)}</span>
              </TextLink>
              <span className={`${classes.share ?? ""} live-value`}>{percent(number / all.devices, 1)}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
