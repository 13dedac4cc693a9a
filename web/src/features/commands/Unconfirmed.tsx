import { Button, Code, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";

import type { Problem } from "~/api/problem";
import classes from "~/features/commands/CommandEditor.module.css";
import { focused } from "~/features/commands/focused";
import { LinkButton } from "~/ui/LinkButton";
import { Notice } from "~/ui/Notice";

interface Props {
  /** What was asked for, as its button named it. */
  readonly act: string;
  readonly problem: Problem | null;
  readonly isSending: boolean;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** No answer came: it may have been taken or not. What was asked stays as it is, so that asking again is safe. */
export function Unconfirmed({ act, problem, isSending, onAgain, onClose }: Props) {
  return (
    <>
      <div className={classes.parts} role="alert">
        <Notice icon={IconPlugConnectedX} tone="warn" title="Not confirmed">
          <p>{`“${act}” was sent, and no answer came that tells whether the server took it.`}</p>
          <p>Try again: that is safe. The server knows this very request by its key, and does nothing twice.</p>
        </Notice>
        {problem && (
          <Text size="sm" c="dimmed">
            {`${problem.title}. `}
            <Code>{problem.code}</Code>
          </Text>
        )}
        <Text size="sm" c="dimmed">
          If you close this instead, look among the tasks before you give the command anew: a new request is a new act.
        </Text>
      </div>
      <div className={classes.foot}>
        <LinkButton variant="default" to="/tasks" onClick={onClose}>
          Look among the tasks
        </LinkButton>
        <Button ref={focused} loading={isSending} onClick={onAgain}>
          Try again
        </Button>
      </div>
    </>
  );
}
