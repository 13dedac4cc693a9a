import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { BatchBody } from "~/api/schema";
import { ended } from "~/domain/commandStates";
import classes from "~/features/tasks/TaskLine.module.css";
import { TaskProgress } from "~/features/tasks/TaskProgress";
import { troubleWords } from "~/features/tasks/words";
import { Age } from "~/ui/Age";
import { count } from "~/units/format";

interface Props {
  readonly batch: BatchBody;
  /** A control at its right. */
  readonly action?: ReactNode;
  readonly onFollow?: () => void;
}

/** One task in short: what, by whom, how far. */
export function TaskLine({ batch, action, onFollow }: Props) {
  const trouble = troubleWords(batch);
  return (
    <div className={classes.line}>
      <div className={classes.head}>
        <Link to="/tasks/$batchId" params={{ batchId: batch.id }} className={classes.title ?? ""} title={batch.title} onClick={onFollow}>
          {batch.title}
        </Link>
        {action}
      </div>
      <TaskProgress batch={batch} />
      <div className={classes.figures}>
        <span>
          <span className="live-value">{`${count(ended(batch))} of ${count(batch.total)} ended`}</span>
          {trouble !== "" && <span className={classes.bad}>{` · ${trouble}`}</span>}
        </span>
        <span>
          {`${batch.actor.display_name}, `}
          <Age atMs={batch.created_at_ms} />
        </span>
      </div>
    </div>
  );
}
