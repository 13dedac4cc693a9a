import { Code } from "@mantine/core";

import classes from "~/features/tasks/SignLine.module.css";
import { CopyButton } from "~/ui/CopyButton";

/** What an admin types to sign a task: the key is on their machine, never in a browser. */
export function SignLine({ batchId }: { readonly batchId: string }) {
  const line = `headframe commands sign ${batchId}`;
  return (
    <span className={classes.line}>
      <Code>{line}</Code>
      <CopyButton text={line} what="command line" />
    </span>
  );
}
