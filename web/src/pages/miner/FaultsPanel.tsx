import { IconCircleCheck } from "@tabler/icons-react";

import type { FaultBody } from "~/api/schema";
import { SEVERITY_ORDER } from "~/domain/severities";
import { FaultItem } from "~/pages/miner/FaultItem";
import classes from "~/pages/miner/FaultsPanel.module.css";
import { Panel } from "~/ui/Panel";
import { count } from "~/units/format";

interface Props {
  readonly faults: readonly FaultBody[];
  readonly timeZone: string | undefined;
  /** Whether they are of the last report, and nobody knows them now. */
  readonly isStale: boolean;
}

/** What the miner reports as wrong, the worst first, and what to do about it. */
export function FaultsPanel({ faults, timeZone, isStale }: Props) {
  const sorted = [...faults].sort(
    (a, b) => SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) || a.first_seen_ms - b.first_seen_ms,
  );
  return (
    <Panel title={faults.length === 0 ? "Faults" : `Faults (${count(faults.length)})`} flush={faults.length > 0}>
      {faults.length === 0 ? (
        <p className={classes.none} data-stale={isStale}>
          {!isStale && <IconCircleCheck size={16} aria-hidden />}
          {isStale ? "It reported no fault when it was last read." : "The miner reports no fault."}
        </p>
      ) : (
        <ul className={classes.list}>
          {sorted.map((fault) => (
            <FaultItem key={`${fault.code} ${fault.component_kind} ${fault.component_slot} ${fault.vendor_code}`} fault={fault} timeZone={timeZone} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
