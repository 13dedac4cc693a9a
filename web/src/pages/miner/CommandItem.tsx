import { Code } from "@mantine/core";

import type { CommandBody } from "~/api/schema";
import { COMMAND_STATES, OPEN_STATES } from "~/domain/commandStates";
import { commandName } from "~/pages/miner/commandNames";
import classes from "~/pages/miner/CommandsPanel.module.css";
import { ToneBadge } from "~/ui/StatusBadge";
import { TextLink } from "~/ui/TextLink";
import { moment, span } from "~/units/time";

interface Props {
  readonly command: CommandBody;
  readonly timeZone: string | undefined;
}

/** One command: what, by whom, when, and what came of it. */
export function CommandItem({ command, timeZone }: Props) {
  const look = COMMAND_STATES[command.state];
  const isOpen = OPEN_STATES.includes(command.state);
  const took = span((command.updated_at_ms - command.created_at_ms) / 1000);
  return (
    <li className={classes.item}>
      <span className={classes.state}>
        <ToneBadge icon={look.icon} tone={look.tone} label={look.label} title={look.means} />
      </span>
      <TextLink to="/tasks/$batchId" params={{ batchId: command.batch_id }} fw={550}>
        {commandName(command.kind)}
      </TextLink>
      <span className={classes.when}>
        {`${command.actor.display_name}, `}
        <time dateTime={new Date(command.created_at_ms).toISOString()}>{moment(command.created_at_ms, timeZone)}</time>
        {isOpen ? "" : `, ended after ${took}`}
      </span>
      {(command.detail !== "" || command.problem !== null) && (
        <p className={classes.detail}>
          {command.problem === null ? command.detail : command.problem.message}
          {command.problem && <Code ml={6}>{command.problem.code}</Code>}
        </p>
      )}
    </li>
  );
}
