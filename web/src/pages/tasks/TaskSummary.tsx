import type { BatchBody } from "~/api/schema";
import { countIn, ended, OPEN_STATES } from "~/domain/commandStates";
import { TaskProgress } from "~/features/tasks/TaskProgress";
import { SelectorText } from "~/pages/tasks/SelectorText";
import { StateChips } from "~/pages/tasks/StateChips";
import classes from "~/pages/tasks/TaskSummary.module.css";
import { Panel } from "~/ui/Panel";
import { count, percent } from "~/units/format";
import { span } from "~/units/time";

/** For whom, how it is spread, and how far it is. */
export function TaskSummary({ batch }: { readonly batch: BatchBody }) {
  const done = ended(batch);
  return (
    <Panel>
      <div className={classes.summary}>
        <p className={classes.facts}>
          <span>
            <SelectorText batch={batch} />
          </span>
          {batch.stagger_seconds > 0 && <span>{staggerWords(batch)}</span>}
        </p>
        <div className={`${classes.progress ?? ""} live-value`}>
          <div className={classes.said}>
            <span className={classes.now} role="status">
              {stage(batch)}
            </span>
            <span>{`${count(done)} of ${count(batch.total)} ended, ${percent(batch.total === 0 ? 1 : done / batch.total)}`}</span>
          </div>
          <TaskProgress batch={batch} large />
        </div>
        <StateChips batch={batch} />
      </div>
    </Panel>
  );
}

function stage(batch: BatchBody): string {
  if (batch.finished) return "Ended";
  return countIn(batch, ["AWAITING_COSIGN"]) === countIn(batch, OPEN_STATES) ? "Waiting for a signature" : "Running";
}

function staggerWords({ stagger_seconds: seconds, total }: BatchBody): string {
  return `Staggered: ${seconds} s between miners, ${span((total - 1) * seconds)} at most from the first to the last`;
}
