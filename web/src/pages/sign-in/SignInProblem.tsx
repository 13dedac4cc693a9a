import { Alert } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";

import { Problem } from "~/api/problem";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly error: unknown;
  /** Whether the wait that the server asked for still runs; the form's button counts it down. */
  readonly waiting: boolean;
}

/** Why one could not get in. */
export function SignInProblem({ error, waiting }: Props) {
  if (error == null) return null;
  if (Problem.from(error).code !== "sign_in_throttled") return <ProblemAlert error={error} />;
  if (!waiting) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconClockPause aria-hidden />} title="Too many failed tries" role="alert">
      Wait before the next one. Each further wrong password doubles the wait, up to 15 minutes.
    </Alert>
  );
}
