import { Alert } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";

import { Problem } from "~/api/problem";
import { span } from "~/units/time";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly error: unknown;
  /** What is left of the wait that the server asked for. */
  readonly seconds: number;
}

/** Why one could not get in. */
export function SignInProblem({ error, seconds }: Props) {
  if (error == null) return null;
  if (Problem.from(error).code !== "sign_in_throttled") return <ProblemAlert error={error} />;
  if (seconds === 0) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconClockPause aria-hidden />} title="Too many failed tries" role="alert">
      Wait <strong aria-hidden>{span(seconds)}</strong> before the next one. Each further wrong password doubles the wait, up to 15 minutes.
    </Alert>
  );
}
