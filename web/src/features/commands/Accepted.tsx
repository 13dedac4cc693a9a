import { Button, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import type { IssuedBody } from "~/api/schema";
import { isOnNode } from "~/app/mode";
import classes from "~/features/commands/CommandEditor.module.css";
import { focused } from "~/features/commands/focused";
import { TaskProgress } from "~/features/tasks/TaskProgress";
import { taskQuery } from "~/features/tasks/queries";
import { outcomeWords } from "~/features/tasks/words";
import { LinkButton } from "~/ui/LinkButton";
import { Notice } from "~/ui/Notice";
import { count } from "~/units/format";

interface Props {
  readonly issued: IssuedBody;
  readonly onClose: () => void;
}

/** The server took it: how it goes, and the way to its task. Requested is not done: the bar tells that. */
export function Accepted({ issued, onClose }: Props) {
  const { data: batch } = useQuery({ ...taskQuery(issued.batch.id), initialData: issued.batch });
  return (
    <>
      <div className={classes.parts}>
        <Notice icon={IconCircleCheck} tone="good" title={isOnNode() ? "The node has it" : "The server has it"}>
          <p>{said(issued)}</p>
        </Notice>
        <div className={classes.course} aria-live="polite">
          <Text size="sm" fw={550}>
            {batch.title}
          </Text>
          <TaskProgress batch={batch} large />
          <Text size="sm" c="dimmed" className="live-value">
            {outcomeWords(batch)}
          </Text>
        </div>
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <LinkButton ref={focused} to="/tasks/$batchId" params={{ batchId: batch.id }} onClick={onClose}>
          Open the task
        </LinkButton>
      </div>
    </>
  );
}

function said({ batch, left_out, replayed }: IssuedBody): string {
  const what = replayed
    ? "It had this request already: nothing was done twice."
    : `It keeps ${count(batch.total)} ${batch.total === 1 ? "command" : "commands"} and sends them to their nodes.`;
  const without = left_out > 0 ? ` ${count(left_out)} that cannot were left out.` : "";
  return `${what}${without} The task goes on when you close this, and stays in the tray at the top until it has ended.`;
}
