import type { BatchBody } from "~/api/schema";
import { ended } from "~/domain/commandStates";
import { TaskProgress } from "~/features/tasks/TaskProgress";
import { failures, outcomeWords } from "~/features/tasks/words";
import { SelectorText } from "~/pages/tasks/SelectorText";
import classes from "~/pages/tasks/TasksPage.module.css";
import { Age } from "~/ui/Age";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** One task of the list: what and for whom, who and when, what came of it. */
export function TaskRow({ batch }: { readonly batch: BatchBody }) {
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <TextLink to="/tasks/$batchId" params={{ batchId: batch.id }} className={classes.title ?? ""}>
          {batch.title}
        </TextLink>
        <div className={classes.quiet}>
          <SelectorText batch={batch} />
        </div>
      </div>
      <div className={`${classes.who ?? ""} ${classes.quiet ?? ""}`}>
        <div>{batch.actor.display_name}</div>
        <div>
          <Age atMs={batch.created_at_ms} />
        </div>
      </div>
      <div className={`${classes.outcome ?? ""} live-value`}>
        <TaskProgress batch={batch} />
        <span className={failures(batch) > 0 ? classes.bad : classes.quiet}>
          {batch.finished ? outcomeWords(batch) : `${count(ended(batch))} of ${count(batch.total)} ended`}
        </span>
      </div>
    </li>
  );
}
