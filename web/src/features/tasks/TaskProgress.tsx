import type { BatchBody } from "~/api/schema";
import { COMMAND_STATES, countIn, ended } from "~/domain/commandStates";
import classes from "~/features/tasks/TaskProgress.module.css";
import { outcomeWords } from "~/features/tasks/words";
import type { CommandState } from "~/api/schema";

interface Props {
  readonly batch: BatchBody;
  readonly large?: boolean;
}

/** What is done grows from the left; what waits lies at the right. */
const PARTS: readonly CommandState[] = [
  "SUCCEEDED",
  "SUPERSEDED",
  "FAILED",
  "REJECTED",
  "EXPIRED",
  "OUTCOME_UNKNOWN",
  "RUNNING",
  "ACCEPTED",
  "SENT",
  "QUEUED",
  "AWAITING_COSIGN",
];

/** How far a task is, as one bar with a part for each state. */
export function TaskProgress({ batch, large = false }: Props) {
  return (
    <div
      className={classes.bar}
      data-large={large || undefined}
      role="progressbar"
      aria-label={`Progress of ${batch.title}`}
      aria-valuemin={0}
      aria-valuemax={batch.total}
      aria-valuenow={ended(batch)}
      aria-valuetext={`${ended(batch)} of ${batch.total} ended: ${outcomeWords(batch)}`}
    >
      {PARTS.filter((state) => countIn(batch, [state]) > 0).map((state) => (
        <span
          key={state}
          className={classes.part}
          data-tone={COMMAND_STATES[state].tone}
          style={{ flexGrow: countIn(batch, [state]) }}
        />
      ))}
    </div>
  );
}
