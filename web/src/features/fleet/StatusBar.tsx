import type { DeviceStatus } from "~/api/schema";
import { STATUSES, STATUS_ORDER } from "~/domain/statuses";
import classes from "~/features/fleet/StatusBar.module.css";
import { count } from "~/units/format";

/** Shares of statuses as one stacked bar, the most urgent first; words and counts stand elsewhere too. */
export function StatusBar({ counts }: { readonly counts: Partial<Record<DeviceStatus, number>> }) {
  const present = STATUS_ORDER.filter((status) => (counts[status] ?? 0) > 0);
  const words = present.map((status) => `${count(counts[status])} ${STATUSES[status].label.toLowerCase()}`).join(", ");
  return (
    <div className={`${classes.bar ?? ""} live-value`} role="img" aria-label={words || "No miners"}>
      {present.map((status) => (
        <span
          key={status}
          className={classes.share}
          data-tone={STATUSES[status].tone}
          data-status={status}
          style={{ flexGrow: counts[status] ?? 0 }}
          title={`${STATUSES[status].label}: ${count(counts[status])}`}
        />
      ))}
    </div>
  );
}
