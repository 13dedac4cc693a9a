import { Container } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";

import { ProblemAlert } from "~/ui/ProblemAlert";

/** A page that could not be shown at all. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <Container size="sm" pt="xl">
      <ProblemAlert error={error} onRetry={reset} />
    </Container>
  );
}
