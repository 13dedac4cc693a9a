import { Link, useSearch } from "@tanstack/react-router";

import type { BatchBody } from "~/api/schema";
import { COMMAND_STATE_ORDER, COMMAND_STATES, countIn } from "~/domain/commandStates";
import { statesOf, toggledState } from "~/pages/tasks/search";
import classes from "~/pages/tasks/TaskSummary.module.css";
import { count } from "~/units/format";

/** Only the address that one is at counts as active. */
const EXACTLY = { exact: true, includeSearch: true } as const;

/** How many commands stand in each state; each number filters the list to exactly those. */
export function StateChips({ batch }: { readonly batch: BatchBody }) {
  const search = useSearch({ from: "/inside/tasks/$batchId" });
  const chosen = statesOf(search);
  const shown = COMMAND_STATE_ORDER.filter((state) => countIn(batch, [state]) > 0 || chosen.includes(state));
  return (
    <nav className={`${classes.chips ?? ""} live-value`} aria-label="Commands by state">
      <Link to="." search={({ site }) => ({ site })} replace className={classes.chip ?? ""} activeOptions={EXACTLY}>
        All <b>{count(batch.total)}</b>
      </Link>
      {shown.map((state) => {
        const { icon: Icon, label, tone, means } = COMMAND_STATES[state];
        return (
          <Link
            key={state}
            to="."
            search={({ site }) => ({ site, ...toggledState(chosen, state) })}
            replace
            className={classes.chip ?? ""}
            data-tone={tone}
            aria-current={chosen.includes(state)}
            activeOptions={EXACTLY}
            title={means}
          >
            <Icon size={16} stroke={1.8} aria-hidden />
            {label} <b>{count(countIn(batch, [state]))}</b>
          </Link>
        );
      })}
    </nav>
  );
}
