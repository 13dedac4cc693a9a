import { Code } from "@mantine/core";

import type { CommandBody } from "~/api/schema";
import { useNow } from "~/live/now";
import classes from "~/pages/tasks/CommandList.module.css";
import { percent } from "~/units/format";
import { span } from "~/units/time";

/** What there is to say of a command: the problem and its advice, or how far it is. */
export function CommandWords({ command }: { readonly command: CommandBody }) {
  const { problem, detail } = command;
  if (problem === null) return <Course command={command} />;
  return (
    <>
      {`${problem.message} `}
      <Code>{problem.vendor_code === "" ? problem.code : `${problem.code} ${problem.vendor_code}`}</Code>
      {detail !== "" && detail !== problem.message && <div>{detail}</div>}
      <div className={classes.quiet}>{problem.action}</div>
    </>
  );
}

function Course({ command: { state, detail, progress_ratio: ratio, not_before_ms: due } }: { readonly command: CommandBody }) {
  const now = useNow();
  if (state === "QUEUED" && due > now) return <span className={classes.quiet}>{`Its turn comes in ${span((due - now) / 1000)}`}</span>;
  if (state === "RUNNING" && ratio !== null) return <>{`${percent(ratio)} ${detail}`}</>;
  return detail === "" ? null : <>{detail}</>;
}
