import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";

import type { CommandBody, CommandKind } from "~/api/schema";
import { COMMAND_STATES } from "~/domain/commandStates";
import { taskQuery } from "~/features/tasks/queries";
import classes from "~/pages/miner/Requested.module.css";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { TextLink } from "~/ui/TextLink";

interface Props {
  /** Commands that have no outcome yet. */
  readonly commands: readonly CommandBody[];
  /** What such a command is called where its task is not known. */
  readonly nameOf: (kind: CommandKind) => string;
}

/** What was asked of the miner and is not confirmed: it stands beside what is. */
export function Requested({ commands, nameOf }: Props) {
  const queries = useMemo(() => commands.map((command) => taskQuery(command.batch_id)), [commands]);
  const tasks = useQueries({ queries });
  if (commands.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Requested, not confirmed yet">
      {commands.map((command, index) => (
        <li key={command.id} className={classes.item}>
          <span className={classes.word}>Requested</span>
          <TextLink to="/tasks/$batchId" params={{ batchId: command.batch_id }}>
            {tasks[index]?.data?.title ?? nameOf(command.kind)}
          </TextLink>
          <ToneBadge {...COMMAND_STATES[command.state]} title={COMMAND_STATES[command.state].means} />
          <span className={classes.age}>
            <Age atMs={command.created_at_ms} />
            {` by ${command.actor.display_name}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
