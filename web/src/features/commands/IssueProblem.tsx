import { Alert, Text } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";

import type { CommandInHand } from "~/features/commands/useCommand";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Why the server did not take it. What only needs to be confirmed again is a question, not an error. */
export function IssueProblem({ command: { issue } }: { readonly command: CommandInHand }) {
  if (issue.problem === null || issue.isSending) return null;
  const { code, message } = issue.problem;
  const question = QUESTIONS[code];
  if (question === undefined) return <ProblemAlert error={issue.problem} />;
  return (
    <Alert color="orange" variant="light" icon={<IconRefreshAlert aria-hidden />} title={question.title} role="alert">
      <Text size="sm">{question.words(message)}</Text>
    </Alert>
  );
}

const QUESTIONS: Record<string, { readonly title: string; readonly words: (message: string) => string } | undefined> = {
  conflict: {
    title: "The selection changed meanwhile",
    words: (message) => `${message} Nothing was done. The preview above is new: look at it, and confirm again if it is still what you want.`,
  },
  not_signed_in: {
    title: "The session had ended",
    words: () => "Nothing was done. Once you are signed in again, confirm again.",
  },
};
