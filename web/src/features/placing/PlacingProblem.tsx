import { Alert, Code, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { Problem } from "~/api/problem";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Why miners could not be placed. A conflict is told by what it is here: others placed something meanwhile. */
export function PlacingProblem({ error }: { readonly error: Error | null }) {
  if (error === null || Problem.from(error).code !== "conflict") return <ProblemAlert error={error} />;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title="Nothing was placed: a slot is taken, or gone" role="alert">
      <Text size="sm">{`Somebody else placed miners or changed the rack meanwhile (${Problem.from(error).message}). What you see now is how it stands: look, and place again.`}</Text>
      <Code mt={4}>conflict</Code>
    </Alert>
  );
}
