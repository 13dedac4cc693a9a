import { useSearch } from "@tanstack/react-router";

import type { BatchBody } from "~/api/schema";
import { COMMAND_STATES, countIn } from "~/domain/commandStates";
import classes from "~/pages/tasks/CommandList.module.css";
import { CommandRow } from "~/pages/tasks/CommandRow";
import { statesOf } from "~/pages/tasks/search";
import { useCommandRows } from "~/pages/tasks/useCommandRows";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

/** Every command of a task, failed ones first, whatever their number. */
export function CommandList({ batch }: { readonly batch: BatchBody }) {
  const states = statesOf(useSearch({ from: "/inside/tasks/$batchId" }));
  const total = states.length === 0 ? batch.total : countIn(batch, states);
  const { list, virtualizer, at, error, refetch } = useCommandRows(batch.id, states, total);
  const named = states.map((state) => COMMAND_STATES[state].label.toLowerCase()).join(", ");
  return (
    <Panel flush title={states.length === 0 ? `${count(total)} commands, failed ones first` : `${count(total)} commands: ${named}`}>
      <ProblemAlert error={error} onRetry={refetch} />
      <div
        ref={list}
        role="table"
        aria-label="Commands"
        aria-rowcount={total}
        className={`${classes.list ?? ""} live-value`}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <CommandRow
            key={item.index}
            ref={virtualizer.measureElement}
            index={item.index}
            top={item.start - virtualizer.options.scrollMargin}
            command={at(item.index)}
          />
        ))}
      </div>
    </Panel>
  );
}
