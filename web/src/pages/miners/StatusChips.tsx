import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { both } from "~/domain/filters";
import { STATUSES, STATUS_ORDER } from "~/domain/statuses";
import { summaryQuery } from "~/features/fleet/queries";
import { valuesOf, without, withValue } from "~/features/filter/terms";
import classes from "~/pages/miners/StatusChips.module.css";
import { SUMMARY_MS } from "~/pages/miners/Totals";
import { count } from "~/units/format";

interface Props {
  /** The filter as it was written, and what is always asked besides. */
  readonly filter: string;
  readonly scope: string;
  /** The rows are on their way: count when they are there. */
  readonly isLater: boolean;
}

/** How many of the miners that match otherwise have each status; each count leads to them. */
export function StatusChips({ filter, scope, isLater }: Props) {
  const others = without(filter, "status");
  const query = { ...summaryQuery(both(scope, others)), refetchInterval: SUMMARY_MS, enabled: !isLater };
  const { data: sums, isPlaceholderData } = useQuery({ ...query, placeholderData: keepPreviousData });
  const chosen = valuesOf(filter, "status");
  const shown = STATUS_ORDER.filter((status) => (sums?.by_status[status] ?? 0) > 0 || chosen.includes(status.toLowerCase()));
  return (
    <nav className={`${classes.chips ?? ""} live-value`} aria-label="By status" aria-busy={isPlaceholderData}>
      <Chip label="All" number={sums?.devices} filter={others} isChosen={chosen.length === 0} />
      {shown.map((status) => {
        const isChosen = chosen.includes(status.toLowerCase());
        const { label, icon: Icon, tone, means } = STATUSES[status];
        return (
          <Chip
            key={status}
            label={label}
            icon={<Icon size={14} aria-hidden />}
            tone={tone}
            title={means}
            number={sums && (sums.by_status[status] ?? 0)}
            filter={isChosen && chosen.length === 1 ? others : withValue(filter, "status", status.toLowerCase())}
            isChosen={isChosen}
          />
        );
      })}
    </nav>
  );
}

interface ChipProps {
  readonly label: string;
  readonly icon?: React.ReactNode;
  readonly tone?: string;
  readonly title?: string;
  readonly number: number | undefined;
  readonly filter: string;
  readonly isChosen: boolean;
}

function Chip({ label, icon, tone, title, number, filter, isChosen }: ChipProps) {
  return (
    <Link
      from="/miners"
      to="/miners"
      search={(old) => ({ ...old, filter: filter === "" ? undefined : filter })}
      className={classes.chip ?? ""}
      data-tone={tone}
      data-chosen={isChosen || undefined}
      aria-current={isChosen ? "true" : undefined}
      title={title}
    >
      {icon}
      {label}
      <span className={classes.number}>{count(number)}</span>
    </Link>
  );
}
