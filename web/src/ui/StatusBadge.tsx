import type { Icon } from "@tabler/icons-react";

import type { DeviceStatus } from "~/api/schema";
import { STATUSES, type StatusLook } from "~/domain/statuses";
import classes from "~/ui/StatusBadge.module.css";

/** A miner's status: icon and word, never colour alone. */
export function StatusBadge({ status }: { readonly status: DeviceStatus }) {
  const look = STATUSES[status];
  return <ToneBadge icon={look.icon} tone={look.tone} label={look.label} title={look.means} />;
}

interface ToneProps {
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly label: string;
  readonly title?: string;
}

/** The same look for other things that have a state: commands, nodes, faults. */
export function ToneBadge({ icon: Icon, tone, label, title }: ToneProps) {
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      <Icon size={14} stroke={2} aria-hidden />
      {label}
    </span>
  );
}
