import { Alert, Code, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import type { RecordedProblem } from "~/api/schema";

/** Why something ended badly, as its node told it. */
export function RecordedProblemAlert({ problem }: { readonly problem: RecordedProblem | null }) {
  if (problem === null) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={problem.message}>
      <Text size="sm">{problem.action}</Text>
      <Code>{problem.code}</Code>
    </Alert>
  );
}
