import { Alert, Text } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";

import type { CommandInHand } from "~/features/commands/useCommand";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Why the server did not take it. A selection that changed is a question, not an error. */
export function IssueProblem({ command: { issue } }: { readonly command: CommandInHand }) {
  if (issue.problem === null || issue.isSending) return null;
  if (issue.problem.code !== "conflict") return <ProblemAlert error={issue.problem} />;
  return (
    <Alert color="orange" variant="light" icon={<IconRefreshAlert aria-hidden />} title="The selection changed meanwhile" role="alert">
      <Text size="sm">{`${issue.problem.message} Nothing was done. The preview above is new: look at it, and confirm again if it is still what you want.`}</Text>
    </Alert>
  );
}
